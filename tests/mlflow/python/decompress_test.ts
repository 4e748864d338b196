import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Bytes } from "../../../mlflow/artifact_store.ts";
import { ModelError } from "../../../mlflow/errors.ts";
import { decompressBzip2 } from "../../../mlflow/python/decompress_bzip2.ts";
import { decompressLzma } from "../../../mlflow/python/decompress_lzma.ts";
import { readPythonModel } from "../../../mlflow/python/read_python_model.ts";

const golden = new URL("../../golden/compressed/", import.meta.url);
const digests: Readonly<Record<string, { bytes: number; sha256: string }>> =
  JSON.parse(Deno.readTextFileSync(new URL("digests.json", golden)));
const DAMAGED_FILES = 1000;
const MAX_BYTES = 2 ** 20;

function read(name: string): Bytes {
  return Deno.readFileSync(new URL(name, golden));
}

function decompressed(name: string, file: Bytes, maxBytes: number): Bytes {
  const options = { location: name, maxBytes };
  return name.endsWith(".bz2")
    ? decompressBzip2(file, options)
    : decompressLzma(file, options);
}

for (const [name, { bytes, sha256 }] of Object.entries(digests)) {
  Deno.test(`${name} becomes the bytes that Python compressed`, async () => {
    const plain = decompressed(name, read(name), bytes);
    assertEquals(plain.length, bytes);
    const digest = await crypto.subtle.digest("SHA-256", plain);
    assertEquals(new Uint8Array(digest).toHex(), sha256);
  });
}

Deno.test("a bz2 or lzma file that becomes one byte larger than it may is refused", () => {
  for (const [name, { bytes }] of Object.entries(digests)) {
    if (bytes === 0) continue;
    assertThrows(
      () => decompressed(name, read(name), bytes - 1),
      ModelError,
      `larger than ${bytes - 1} bytes`,
    );
  }
});

Deno.test("an lzma file that says a size beyond the limit is refused before it is read", () => {
  const file = read("size.lzma");
  file.fill(127, 5, 13);
  assertThrows(
    () => decompressed("size.lzma", file.subarray(0, 13), MAX_BYTES),
    ModelError,
    `larger than ${MAX_BYTES} bytes`,
  );
});

Deno.test("an lzma file of other properties is refused, and the sentence names them", () => {
  const file = read("size.lzma");
  file[0] = 0x5e;
  assertThrows(
    () => decompressed("size.lzma", file, MAX_BYTES),
    ModelError,
    "LZMA properties 94, expected 93",
  );
});

Deno.test("a bz2 or lzma file that is cut off anywhere is refused", () => {
  for (
    const name of ["random-256-9.bz2", "random-256-9.lzma", "size.lzma"]
  ) {
    const file = read(name);
    for (let length = 0; length < file.length; length++) {
      assertThrows(
        () => decompressed(name, file.slice(0, length), MAX_BYTES),
        ModelError,
        `Cannot read ${name}`,
      );
    }
  }
});

Deno.test("a bz2 file with any bit of its checksums changed is refused", () => {
  const name = "random-256-9.bz2";
  const file = read(name);
  for (let bit = 80; bit < 112; bit++) {
    const damaged = file.slice();
    damaged[bit >> 3]! ^= 128 >> (bit & 7);
    assertThrows(
      () => decompressed(name, damaged, MAX_BYTES),
      ModelError,
      "its bz2 data is damaged",
    );
  }
});

Deno.test("a model file of bz2 streams that become very large together is refused", async () => {
  const stream = read("zeros-3000000-9.bz2");
  const file = new Uint8Array(stream.length * 30);
  for (let at = 0; at < file.length; at += stream.length) file.set(stream, at);
  await assertRejects(
    () => readPythonModel(file, "model.joblib", { maxModelBytes: 50_000_000 }),
    ModelError,
    "decompressed it is larger than 50000000 bytes",
  );
});

Deno.test("many empty bz2 streams become nothing", () => {
  const empty = read("random-0-9.bz2");
  const file = new Uint8Array(empty.length * 20_000);
  for (let at = 0; at < file.length; at += empty.length) file.set(empty, at);
  assertEquals(decompressed("a.bz2", file, MAX_BYTES).length, 0);
});

Deno.test(`${DAMAGED_FILES} damaged bz2 and lzma files are refused, or stay within the limit`, () => {
  const names = Object.keys(digests);
  let seed = 20_260_101;
  function random(limit: number): number {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(seed / 2 ** 32 * limit);
  }
  const refused = { bz2: 0, lzma: 0 };
  for (let i = 0; i < DAMAGED_FILES; i++) {
    const name = names[random(names.length)]!;
    const file = read(name);
    for (let changes = random(4); changes >= 0; changes--) {
      file[random(file.length)]! ^= 1 << random(8);
    }
    const damaged = random(4) > 0 ? file : file.slice(0, random(file.length));
    try {
      const plain = decompressed(name, damaged, MAX_BYTES);
      assert(plain.length <= MAX_BYTES);
      assert(plain.buffer.byteLength <= MAX_BYTES);
    } catch (error) {
      if (!(error instanceof ModelError)) {
        throw new Error(`File ${i}: ${name} fails`, { cause: error });
      }
      refused[name.endsWith(".bz2") ? "bz2" : "lzma"]++;
    }
  }
  assert(refused.bz2 > DAMAGED_FILES / 3);
  assert(refused.lzma > DAMAGED_FILES / 6);
});
