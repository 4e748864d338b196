import { clearImmediate, setImmediate } from "node:timers";
import { assert, assertEquals } from "@std/assert";
import { ZLIB_CODINGS } from "../../../../runtime/host/codings/zlib_codings.ts";
import { projectPath } from "../../../tools/paths.ts";
import { contentCodingContract } from "../../../contracts/content_coding.ts";

const MIB = 1024 * 1024;

for (const [name, coding] of Object.entries(ZLIB_CODINGS)) {
  contentCodingContract(`zlib codings, ${name}`, coding);

  Deno.test(`zlib codings, ${name}: others have their turn while a long body is unpacked and packed`, async () => {
    const body = new TextEncoder().encode(
      JSON.stringify(Array.from({ length: MIB }, (_, i) => i)),
    );
    let turns = 0;
    let next: ReturnType<typeof setImmediate>;
    const turn = () => {
      turns += 1;
      next = setImmediate(turn);
    };
    next = setImmediate(turn);
    const packed = await coding.encode(body);
    const turnsOfPacking = turns;
    await coding.decode(packed, body.length);
    clearImmediate(next);
    assert(turnsOfPacking > 5, `${turnsOfPacking} turns while packing`);
    assert(turns - turnsOfPacking > 5, `${turns} turns`);
  });
}

Deno.test("zlib codings, and those of the edge: a bomb takes no more memory than the limit", async () => {
  const codings = projectPath("runtime/host/codings/zlib_codings.ts");
  const edge = projectPath("runtime/codings/web_codings.ts");
  // In a process of its own: here other tests take memory too.
  const output = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import process from "node:process";
       import { ZLIB_CODINGS } from ${JSON.stringify(codings)};
       import { WEB_CODINGS } from ${JSON.stringify(edge)};
       for (const list of [ZLIB_CODINGS, WEB_CODINGS]) {
         for (const [name, coding] of Object.entries(list)) {
           const packed = await coding.encode(new Uint8Array(${200 * MIB}));
           const before = process.resourceUsage().maxRSS;
           const { status } = await coding.decode(packed, ${MIB});
           const kib = process.resourceUsage().maxRSS - before;
           console.log(name, status, kib < 50_000 ? "little" : kib);
         }
       }`,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(new TextDecoder().decode(output.stdout).split("\n"), [
    "zstd too-large little",
    "br too-large little",
    "gzip too-large little",
    "deflate too-large little",
    "gzip too-large little",
    "",
  ]);
});

/** What other programs wrote: Python 3.11's gzip and zlib, zstd 1.5.4. */
const WRITTEN = {
  gzip: ["1f8b0800931d086b02ffcb48cdc9c9070086a6103605000000"],
  deflate: ["789ccb48cdc9c90700062c0215"],
  br: ["0b028068656c6c6f03"],
  zstd: [
    // A file, one without a checksum, a stream, one with --long=27.
    "28b52ffd240529000068656c6c6fa36d9f88",
    "28b52ffd200529000068656c6c6f",
    "28b52ffd045829000068656c6c6fa36d9f88",
  ],
};

for (const [name, bodies] of Object.entries(WRITTEN)) {
  Deno.test(`zlib codings, ${name}: what other programs wrote is read`, async () => {
    for (const body of bodies) {
      assertEquals(await unpacked(name, body), "hello");
    }
  });
}

Deno.test("zlib codings: bodies one after the other are one, in gzip and zstd", async () => {
  const [gzip = ""] = WRITTEN.gzip;
  assertEquals(await unpacked("gzip", gzip + gzip), "hellohello");
  const [zstd = "", plain = ""] = WRITTEN.zstd;
  const skipped = "5a2a4d1803000000abcdef";
  assertEquals(
    await unpacked("zstd", zstd + skipped + plain + skipped),
    "hellohello",
  );
  const { zstd: coding } = ZLIB_CODINGS;
  assertEquals(await coding!.decode(bytes(zstd + plain), 9), {
    status: "too-large",
  });
});

Deno.test("zlib codings: zstd refuses a window that takes more memory than the limit", async () => {
  assertEquals(
    await unpacked("zstd", "28b52ffd04a829000068656c6c6fa36d9f88"),
    "expected a window of at most 8388608 bytes, found 2147483648: pack it without --long",
  );
  // A content that says it has 4 GiB, and has 5 bytes.
  assertEquals(
    await unpacked("zstd", "28b52ffda0ffffffff29000068656c6c6f"),
    "too-large",
  );
});

Deno.test("zlib codings: zstd refuses thousands of frames", async () => {
  const empty = "28b52ffd2000010000";
  assertEquals(await unpacked("zstd", empty.repeat(1000)), "");
  assertEquals(
    await unpacked("zstd", empty.repeat(1001)),
    "expected at most 1000 frames, found 1001: pack it as one",
  );
});

async function unpacked(name: string, body: string): Promise<string> {
  const decoded = await ZLIB_CODINGS[name]!.decode(bytes(body), MIB);
  if (decoded.status === "decoded") {
    return new TextDecoder().decode(decoded.body);
  }
  return "reason" in decoded ? decoded.reason! : decoded.status;
}

function bytes(body: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(body);
}
