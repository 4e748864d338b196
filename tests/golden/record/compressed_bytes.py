"""Bytes that Python compressed with bz2 and lzma: see ../python/README.md."""

import bz2
import hashlib
import json
import lzma
import random
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "compressed"


def samples():
    draw = random.Random(20260101)
    for size in (0, 1, 2, 3, 4, 5, 255, 256, 4096, 30_000):
        yield f"random-{size}", draw.randbytes(size)
    yield "zeros-3000000", bytes(3_000_000)
    for run in (3, 4, 5, 258, 259, 260, 600):  # around what bzip2's runs and LZMA's matches hold
        yield f"runs-of-{run}", b"".join(bytes([value]) * run for value in b"abcaab")
    yield "words-120000", " ".join(draw.choice(("tree", "leaf", "root", "node")) for _ in range(24_000)).encode()
    yield "steps-60000", b"".join((i * 37).to_bytes(4, "little") for i in range(15_000))
    part = draw.randbytes(3000)
    yield "far-repeats", part + bytes(900_000) + part + b"x" * 200_001 + part


def main():
    shutil.rmtree(ROOT, ignore_errors=True)
    ROOT.mkdir()
    digests = {}

    def save(name, plain, packed):
        (ROOT / name).write_bytes(packed)
        digests[name] = {"bytes": len(plain), "sha256": hashlib.sha256(plain).hexdigest()}

    for name, plain in samples():
        for level in (1, 9):
            save(f"{name}-{level}.bz2", plain, bz2.compress(plain, level))
            save(f"{name}-{level}.lzma", plain, lzma.compress(plain, format=lzma.FORMAT_ALONE, preset=level))
    two = bz2.compress(b"one ") + bz2.compress(b"") + bz2.compress(b"two", 1)
    save("streams.bz2", b"one two", two)
    # The same with the size in the header, as other programs write it.
    plain = b"a size " * 100
    packed = bytearray(lzma.compress(plain, format=lzma.FORMAT_ALONE))
    packed[5:13] = len(plain).to_bytes(8, "little")
    assert lzma.decompress(bytes(packed)) == plain
    save("size.lzma", plain, bytes(packed))
    (ROOT / "digests.json").write_text(json.dumps(digests, indent=1) + "\n")


main()
