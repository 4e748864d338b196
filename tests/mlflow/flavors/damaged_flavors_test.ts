import { joinChunks } from "../../../ground/join_chunks.ts";
import { toError } from "../../../ground/to_error.ts";
import { assert, assertEquals } from "@std/assert";
import type { Bytes } from "../../../mlflow/artifact_store.ts";
import { InputError, ModelError } from "../../../mlflow/errors.ts";
import type { Flavor } from "../../../mlflow/flavor.ts";
import { lightgbm } from "../../../mlflow/flavors/lightgbm.ts";
import { sklearn } from "../../../mlflow/flavors/sklearn.ts";
import { xgboost } from "../../../mlflow/flavors/xgboost.ts";
import { parseMlmodel } from "../../../mlflow/mlmodel.ts";
import { readZip } from "../../../mlflow/python/read_zip.ts";
import { memoryStore } from "../../../mlflow/stores/memory_store.ts";
import { Tensor } from "../../../frame/mod.ts";
import { writeZip } from "../python/zip_writer.ts";

const FILES = 1000;
/** Which flavor reads the files of a golden folder. */
const FLAVORS: ReadonlyMap<string, Flavor> = new Map([
  ["lightgbm", lightgbm],
  ["python", sklearn],
  ["sklearn", sklearn],
  ["xgboost", xgboost],
]);

const spec = parseMlmodel(
  "flavors: {sklearn: {pickled_model: model}, xgboost: {data: model}, lightgbm: {data: model}}",
  "MLmodel",
);

const row = new Tensor("float64", [1, 2], Float64Array.of(0.5, -0.5));

interface ModelFile {
  readonly path: string;
  readonly bytes: Bytes;
  readonly flavor: Flavor;
}

/** Every model file of the golden folders, in order. */
function readFiles(): ModelFile[] {
  const files: ModelFile[] = [];
  for (const [folder, flavor] of FLAVORS) {
    const pending = [new URL(`../../golden/${folder}/`, import.meta.url)];
    for (let url = pending.pop(); url; url = pending.pop()) {
      for (const { name, isDirectory } of Deno.readDirSync(url)) {
        const child = new URL(isDirectory ? `${name}/` : name, url);
        if (isDirectory) pending.push(child);
        else if (!/^(golden|description)\.json$|\.md$|^MLmodel$/.test(name)) {
          const path = child.pathname;
          files.push({ path, bytes: Deno.readFileSync(child), flavor });
        }
      }
    }
  }
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

/** Whole numbers from 0 to below a limit, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

type Damage = (
  bytes: Bytes,
  random: (limit: number) => number,
  other: Bytes,
) => Bytes;

const damages: readonly Damage[] = [
  function truncate(bytes, random) {
    return bytes.slice(0, random(bytes.length));
  },
  function flipBits(bytes, random) {
    const copy = bytes.slice();
    for (let i = random(8); i >= 0; i--) {
      copy[random(copy.length)]! ^= 1 << random(8);
    }
    return copy;
  },
  function replaceBytes(bytes, random) {
    const copy = bytes.slice();
    for (let i = random(4); i >= 0; i--) {
      copy[random(copy.length)] = random(256);
    }
    return copy;
  },
  function writeHugeCounts(bytes, random) {
    const copy = bytes.slice();
    const at = random(copy.length);
    copy.fill(random(2) === 0 ? 255 : 127, at, at + 1 + random(8));
    return copy;
  },
  function removePart(bytes, random) {
    const [start, length] = [random(bytes.length), 1 + random(200)];
    return joined([bytes.slice(0, start), bytes.slice(start + length)]);
  },
  function repeatPart(bytes, random) {
    const start = random(bytes.length);
    const part = bytes.slice(start, start + 1 + random(200));
    const times = 1 + random(20);
    return joined([
      bytes.slice(0, start),
      ...new Array<Bytes>(times).fill(part),
      bytes.slice(start),
    ]);
  },
  function insertFromAnother(bytes, random, other) {
    const [at, from] = [random(bytes.length), random(other.length)];
    const part = other.slice(from, from + 1 + random(500));
    return joined([bytes.slice(0, at), part, bytes.slice(at)]);
  },
];

function joined(parts: readonly Bytes[]): Bytes {
  return joinChunks(parts, parts.reduce((sum, p) => sum + p.length, 0));
}

/** A skops file with damage in one of the files in it, so that the archive is whole. */
async function damageInside(
  bytes: Bytes,
  random: (limit: number) => number,
  damage: (bytes: Bytes) => Bytes,
): Promise<Bytes> {
  const files = [...await readZip(bytes, "golden")];
  const damaged = random(2) === 0 ? 0 : random(files.length);
  return writeZip(
    files.toSorted(([a]) => a === "schema.json" ? -1 : 1)
      .map(([name, content], i) => ({
        name,
        bytes: i === damaged ? damage(content) : content,
      })),
  );
}

Deno.test(`${FILES} damaged model files are refused with a sentence, or load and answer`, async () => {
  const files = readFiles();
  const random = randomNumbers(20_260_101);
  const counts = { refused: 0, answered: 0, refusedInput: 0 };
  for (let i = 0; i < FILES; i++) {
    const { path, bytes, flavor } = files[random(files.length)]!;
    const { bytes: other } = files[random(files.length)]!;
    const damage = damages[i % damages.length]!;
    const apply = (part: Bytes) => damage(part, random, other);
    const isInside = path.endsWith(".skops") && random(4) > 0;
    const file = isInside
      ? await damageInside(bytes, random, apply)
      : apply(bytes);
    const outcome = await tryModel(file, flavor);
    if (typeof outcome === "string") counts[outcome]++;
    else {
      throw new Error(
        `File ${i}: ${path} after ${damage.name} fails with ${outcome}`,
        { cause: outcome },
      );
    }
  }
  assertEquals(counts.refused + counts.answered + counts.refusedInput, FILES);
  assert(counts.refused > FILES / 2);
  assert(counts.answered > 0);
});

type Outcome = "refused" | "answered" | "refusedInput" | Error;

async function tryModel(file: Bytes, flavor: Flavor): Promise<Outcome> {
  try {
    await using predictor = await flavor.open(
      memoryStore({ model: file }),
      spec,
    );
    await predictor.predict(row);
    return "answered";
  } catch (error) {
    if (error instanceof ModelError) {
      return error.message.length > 20 ? "refused" : error;
    }
    if (error instanceof InputError) return "refusedInput";
    return toError(error);
  }
}
