import { dirname, join } from "node:path";
import type { Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import { BrokenAnswer } from "../tracking/attempt.ts";
import type { ModelFiles } from "../tracking/find_model_files.ts";
import {
  listModelFiles,
  type ModelFile,
  type ModelLimits,
} from "../tracking/list_model_files.ts";
import { isFolder, statOrNothing } from "./stat_or_nothing.ts";

/** So many files of a model are on their way at once. */
const MAX_CONCURRENT = 4;
const MAX_MLMODEL_BYTES = 32 * 1024 * 1024;
/** A download that was killed leaves its folder behind; this long after, nobody writes to it. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Downloads a model into a folder of its own and moves it to its place when it
 * is whole; if somebody else was faster, theirs stays.
 *
 * @param files Where it is.
 * @param target Its place, absolute.
 * @param options What the model may be made of, and the folder for what is not whole yet, on the same disk.
 * @throws {ModelError} If a file is missing, not whole, too large, or its path leads out of the model.
 */
export async function downloadModel(
  files: ModelFiles,
  target: string,
  options: ModelLimits & { readonly temporaryFolder: string },
): Promise<void> {
  const limits = {
    maxFiles: options.maxFiles ?? 10_000,
    maxFileBytes: options.maxFileBytes ?? 4 * 1024 ** 3,
    maxModelBytes: options.maxModelBytes ?? 32 * 1024 ** 3,
  };
  const listed = await listModelFiles(files, limits);
  await Deno.mkdir(options.temporaryFolder, { recursive: true });
  await removeAbandoned(options.temporaryFolder);
  const folder = join(options.temporaryFolder, crypto.randomUUID());
  try {
    await Deno.mkdir(folder);
    await downloadAll(files, listed, { folder, limits });
    await Deno.mkdir(dirname(target), { recursive: true });
    await moveUnlessThere(folder, target);
  } finally {
    await removeFolder(folder);
  }
}

/**
 * Reads one small file of a model.
 *
 * @param files Where the model is.
 * @param name The file.
 * @returns Its bytes.
 * @throws {ModelError} If it is not there, or too large.
 */
export async function readModelFile(
  files: ModelFiles,
  name: string,
): Promise<Bytes> {
  const path = files.path === "" ? name : `${files.path}/${name}`;
  return await files.client.download(files.place, path, async (chunks) => {
    const parts: Bytes[] = [];
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      refuseSize(bytes, MAX_MLMODEL_BYTES, path);
      parts.push(chunk);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  });
}

async function downloadAll(
  files: ModelFiles,
  listed: readonly ModelFile[],
  options: {
    readonly folder: string;
    readonly limits: Required<ModelLimits>;
  },
): Promise<void> {
  const { folder, limits } = options;
  const total = { bytes: 0 };
  const waiting = listed.values();
  let hasFailed = false;
  const work = async () => {
    for (const file of waiting) {
      if (hasFailed) return;
      try {
        await downloadFile(files, file, { folder, limits, total });
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  // All have ended before the folder is moved or removed.
  const ended = await Promise.allSettled(
    Array.from({ length: MAX_CONCURRENT }, work),
  );
  for (const end of ended) if (end.status === "rejected") throw end.reason;
}

async function downloadFile(
  files: ModelFiles,
  file: ModelFile,
  options: {
    readonly folder: string;
    readonly limits: Required<ModelLimits>;
    readonly total: { bytes: number };
  },
): Promise<void> {
  const { folder, limits, total } = options;
  const path = join(folder, file.path);
  await Deno.mkdir(dirname(path), { recursive: true });
  using output = await Deno.open(path, { write: true, createNew: true });
  const remote = files.path === "" ? file.path : `${files.path}/${file.path}`;
  let bytes = 0;
  await files.client.download(files.place, remote, async (chunks) => {
    total.bytes -= bytes;
    bytes = 0;
    await output.truncate(0);
    await output.seek(0, Deno.SeekMode.Start);
    for await (const chunk of chunks) {
      bytes += chunk.length;
      total.bytes += chunk.length;
      refuseSize(bytes, limits.maxFileBytes, file.path);
      refuseSize(total.bytes, limits.maxModelBytes, file.path);
      await writeAll(output, chunk);
    }
    if (file.bytes !== undefined && bytes !== file.bytes) {
      throw new BrokenAnswer(`of its ${file.bytes} bytes ${bytes} arrived`);
    }
  });
}

async function writeAll(output: Deno.FsFile, chunk: Bytes): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    written += await output.write(chunk.subarray(written));
  }
}

function refuseSize(bytes: number, maxBytes: number, path: string): void {
  if (bytes <= maxBytes) return;
  throw new ModelError(
    `Cannot download "${path}" of a model: with it more than ${maxBytes} bytes would be read`,
  );
}

async function moveUnlessThere(folder: string, target: string): Promise<void> {
  try {
    await Deno.rename(folder, target);
  } catch (error) {
    if (!await isFolder(target)) throw error;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    const changedMs = (await statOrNothing(path))?.changed.getTime();
    const ageMs = Date.now() - (changedMs ?? Date.now());
    if (ageMs > ABANDONED_MS) await removeFolder(path);
  }
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
