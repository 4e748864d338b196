import type { Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import { memoryLimit, type ModelLimits } from "../model_limits.ts";
import { decompress, decompressionLimit } from "./decompress.ts";
import { decompressBzip2 } from "./decompress_bzip2.ts";
import { decompressLz4 } from "./decompress_lz4.ts";
import { decompressLzma } from "./decompress_lzma.ts";
import type { PythonValue } from "./python_object.ts";
import {
  foreignError,
  type PythonFile,
  readPickleFile,
} from "./read_pickle.ts";
import { readSkopsFile } from "./read_skops.ts";

/** How a file begins, and what it is then. */
const SIGNATURES: readonly (readonly [string, Format])[] = [
  ["PK\x03\x04", "skops"],
  ["\x80", "pickle"],
  ["\x1f\x8b", "gzip"],
  ["\x78\x01", "deflate"],
  ["\x78\x5e", "deflate"],
  ["\x78\x9c", "deflate"],
  ["\x78\xda", "deflate"],
  ["BZh", "bz2"],
  ["\xfd7zXZ\0", "xz"],
  ["\x5d\0\0", "lzma"],
  ["\x04\x22\x4d\x18", "lz4"],
];

type Format =
  | "skops"
  | "pickle"
  | "gzip"
  | "deflate"
  | "bz2"
  | "xz"
  | "lzma"
  | "lz4";

/**
 * Reads a file that scikit-learn, XGBoost's or LightGBM's classes were saved to
 * from Python: skops, pickle, cloudpickle or joblib, compressed or not. Its
 * content tells which it is. Nothing in it is executed.
 *
 * @param bytes The file.
 * @param location Where it is, for messages.
 * @param limits How large it may become.
 * @returns What it says, as inert data.
 * @throws {ModelError} If it is damaged, too deep or too large, of another format, or names something that is not part of scikit-learn, numpy, scipy, XGBoost or LightGBM.
 *
 * @example What Python writes with `pickle.dump({"depth": 3}, file, protocol=2)`
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readPythonModel } from "./read_python_model.ts";
 *
 * const text = "\x80\x02}q\x00X\x05\x00\x00\x00depthq\x01K\x03s.";
 * const file = Uint8Array.from(text, (character) => character.charCodeAt(0));
 * const value = await readPythonModel(file, "model.pkl");
 * assertEquals(value, new Map([["depth", 3]]));
 * ```
 */
export async function readPythonModel(
  bytes: Bytes,
  location: string,
  limits: ModelLimits = {},
): Promise<PythonValue> {
  const { value, foreign } = await readPythonFile(bytes, location, limits);
  if (foreign.length > 0) throw foreignError(foreign, location);
  return value;
}

/**
 * Reads a file as {@linkcode readPythonModel} does, but leaves it to the caller
 * to refuse what it names.
 *
 * @throws {ModelError} If it cannot be read.
 */
export async function readPythonFile(
  bytes: Bytes,
  location: string,
  limits: ModelLimits = {},
): Promise<PythonFile> {
  const memory = memoryLimit(bytes.length, limits);
  const format = formatOf(bytes);
  switch (format) {
    case "skops":
      return await readSkopsFile(bytes, location, limits);
    case "pickle":
      return readPickleFile(bytes, location, memory);
    case undefined:
      throw new ModelError(
        `Cannot read ${location}: it is neither skops nor a pickle of protocol 2 or later`,
      );
    default: {
      const maxBytes = decompressionLimit(bytes.length, limits);
      const options = { location, maxBytes };
      const plain = await decompressed(bytes, format, options);
      return readPickleFile(plain, location, memory);
    }
  }
}

async function decompressed(
  bytes: Bytes,
  format: Exclude<Format, "skops" | "pickle">,
  options: { readonly location: string; readonly maxBytes: number },
): Promise<Bytes> {
  switch (format) {
    case "bz2":
      return decompressBzip2(bytes, options);
    case "lzma":
      return decompressLzma(bytes, options);
    case "lz4":
      return decompressLz4(bytes, options);
    default:
      return await decompress(bytes, format, options);
  }
}

function formatOf(bytes: Bytes): Format | undefined {
  for (const [signature, format] of SIGNATURES) {
    let at = 0;
    while (
      at < signature.length && bytes[at] === signature.charCodeAt(at)
    ) at++;
    if (at === signature.length) return format;
  }
  return undefined;
}
