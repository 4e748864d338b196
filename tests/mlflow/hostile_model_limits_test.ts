import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { writeZip } from "./python/zip_writer.ts";
import { fromFileUrl, projectPath } from "../tools/paths.ts";

const PROGRAM = fromFileUrl(
  new URL("../tools/inspected_peak.ts", import.meta.url),
);
const MEGABYTE = 2 ** 20;
/** Deno and Samla take 150 MB before they read anything; then comes what a file may take. */
const MAX_PEAK = 750 * MEGABYTE;
const encoder = new TextEncoder();

/** Compresses the same megabyte again and again, without ever holding all of it. */
async function bomb(
  format: CompressionFormat,
  megabytes: number,
  megabyte: Uint8Array<ArrayBuffer> = new Uint8Array(MEGABYTE),
): Promise<Uint8Array<ArrayBuffer>> {
  let left = megabytes;
  const source = new ReadableStream<BufferSource>({
    pull(controller) {
      if (left-- === 0) controller.close();
      else controller.enqueue(megabyte);
    },
  });
  const stream = source.pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A pickle of one opcode again and again. */
function opcodes(count: number, ...bytes: number[]): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(2 + count * bytes.length + 1);
  file.set([0x80, 4]);
  for (let i = 0; i < count; i++) file.set(bytes, 2 + i * bytes.length);
  file[file.length - 1] = 0x2e;
  return file;
}

function mlmodel(keys: string = ""): string {
  return `flavors:
  sklearn: {pickled_model: model.bin}
  python_function: {loader_module: mlflow.sklearn}
${keys}`;
}

async function inspected(
  files: Readonly<Record<string, Uint8Array<ArrayBuffer> | string>>,
  ...flags: string[]
) {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string"
        ? encoder.encode(content)
        : content;
      await Deno.writeFile(join(folder, name), bytes);
    }
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--allow-all",
        "--quiet",
        "--config",
        projectPath("deno.json"),
        PROGRAM,
        folder,
        ...flags,
      ],
    }).output();
    const decoder = new TextDecoder();
    const result: { code: number; peak: number } = JSON.parse(
      decoder.decode(stdout).trimEnd().split("\n").at(-1)!,
    );
    return { ...result, error: decoder.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const SAYS_FLAG = /if the model is really so large, say so with --max-model-mb/;

const bombs: Readonly<
  Record<string, () => Promise<Uint8Array<ArrayBuffer>>>
> = {
  "a gzip file of a gigabyte of zeros": () => bomb("gzip", 1024),
  "a zlib file of a gigabyte of zeros": () => bomb("deflate", 1024),
  "a skops file of a gigabyte of zeros": async () =>
    writeZip([{
      name: "schema.json",
      bytes: await bomb("deflate-raw", 1024),
      method: 8,
      size: 1024 * MEGABYTE,
    }]),
  "a skops file of a hundred million numbers": async () =>
    writeZip([{
      name: "schema.json",
      bytes: await bomb(
        "deflate-raw",
        200,
        encoder.encode("1,".repeat(MEGABYTE / 2)),
      ),
      method: 8,
      size: 200 * MEGABYTE,
    }]),
  "a skops file of archives that are small each": async () => {
    const inner = writeZip([{
      name: "data.npy",
      bytes: await bomb("deflate-raw", 100),
      method: 8,
      size: 100 * MEGABYTE,
    }]);
    const archives = Array.from(
      { length: 10 },
      (_, i) => ({ name: `${i}.npz`, bytes: inner }),
    );
    return writeZip([
      { name: "schema.json", bytes: encoder.encode("{}") },
      ...archives,
    ]);
  },
  "a pickle of five million dicts": () =>
    Promise.resolve(opcodes(5_000_000, 0x7d)),
  "a pickle of ten million lists": () =>
    Promise.resolve(opcodes(10_000_000, 0x5d)),
  "a gzip file of a pickle of lists": () =>
    bomb("gzip", 250, opcodes(MEGABYTE, 0x5d).subarray(0, MEGABYTE)),
};

for (const [what, make] of Object.entries(bombs)) {
  Deno.test(`${what} is refused by name, with the limit and the flag, before it fills the memory`, async () => {
    const { code, error, peak } = await inspected({
      MLmodel: mlmodel(),
      "model.bin": await make(),
    });
    assertEquals(code, 3, error);
    assertMatch(error, /model\.bin.* \d+( bytes|;)/);
    assertMatch(error, SAYS_FLAG);
    assert(peak < MAX_PEAK, `${peak}`);
  });
}

const KEYS: Readonly<Record<string, readonly [string, RegExp]>> = {
  "two million keys": [
    Array.from({ length: 2_000_000 }, (_, i) => `k${i}: 1`).join("\n"),
    /MLmodel: it has \d+ characters, at most \d+ are read; if/,
  ],
  "half a million keys": [
    Array.from({ length: 500_000 }, (_, i) => `k${i}: 1`).join("\n"),
    /MLmodel: it has more than \d+ keys, values and signs; if/,
  ],
  "a list of a million values": [
    `x: [${"1,".repeat(1_000_000)}]`,
    /MLmodel: it has more than \d+ keys, values and signs; if/,
  ],
};

for (const [what, [keys, says]] of Object.entries(KEYS)) {
  Deno.test(`an MLmodel of ${what} is refused before anything is made of it`, async () => {
    const { code, error, peak } = await inspected({ MLmodel: mlmodel(keys) });
    assertEquals(code, 3, error);
    assertMatch(error, says);
    assertMatch(error, SAYS_FLAG);
    assert(peak < MAX_PEAK, `${peak}`);
  });
}

Deno.test("who says that a model is really so large has it read", async () => {
  const files = {
    MLmodel: mlmodel(`x: [${"1,".repeat(60_000)}]`),
    "model.bin": await bomb("gzip", 300),
  };
  const refused = await inspected(files);
  assertMatch(refused.error, /larger than \d+ bytes; if the model/);
  // Zeros are no model, but they are read.
  const read = await inspected(files, "--max-model-mb", "4000");
  assertMatch(read.error, /expected a pickle of protocol 2 to 5/);
  const small = await inspected(files, "--max-model-mb", "1");
  assertMatch(small.error, /MLmodel: it has \d+ characters, at most 16384 are/);
});
