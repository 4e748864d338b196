import type { Tensor } from "../../frame/mod.ts";
import type { Bytes } from "../artifact_store.ts";
import { ByteCursor } from "./byte_cursor.ts";
import {
  type ArrayLayout,
  arrayOfBytes,
  countElements,
} from "./array_layout.ts";
import {
  type NumpyDType,
  type NumpyField,
  parseDType,
  recordDType,
} from "./numpy_dtype.ts";
import { parsePythonLiteral, type PythonLiteral } from "./python_literal.ts";
import { SizeBudget } from "./size_budget.ts";
import type { StructuredArray } from "./structured_array.ts";

const MAGIC = "\x93NUMPY";

/** numpy itself writes headers of some hundred bytes. */
const MAX_HEADER_BYTES = 1 << 20;

/**
 * Reads a `.npy` file of version 1 to 3.
 *
 * @param bytes The file.
 * @param location Where it is, for messages.
 * @returns The array, row-major.
 * @throws {ModelError} If the file is damaged, or holds objects, which are pickled.
 */
export function readNpy(
  bytes: Bytes,
  location: string,
): Tensor | StructuredArray {
  const cursor = new ByteCursor(bytes, location);
  const layout = readNpyLayout(cursor);
  if (layout.dtype.name === "object") {
    throw cursor.error("an array of objects, which are not read from .npy");
  }
  const count = countElements(layout.shape);
  const content = cursor.take(count * layout.dtype.itemBytes);
  const budget = new SizeBudget(location, {
    bytes: bytes.length,
    memory: 0,
  });
  return arrayOfBytes(content, layout, budget);
}

/**
 * Reads the header of a `.npy` file.
 *
 * @param cursor At the start of the file; it is moved to behind the header.
 * @returns What it says of the array.
 * @throws {ModelError} If it is damaged.
 */
export function readNpyLayout(cursor: ByteCursor): ArrayLayout {
  for (let i = 0; i < MAGIC.length; i++) {
    if (cursor.uint8() !== MAGIC.charCodeAt(i)) {
      throw cursor.error("expected a .npy file");
    }
  }
  const version = cursor.uint8();
  if (version < 1 || version > 3) {
    throw cursor.error(`version ${version} of .npy: 1 to 3 are read`);
  }
  cursor.uint8();
  const length = version === 1 ? cursor.uint16() : cursor.uint32();
  if (length > MAX_HEADER_BYTES) {
    throw cursor.error(`a header of ${length} bytes`);
  }
  const header = parsePythonLiteral(cursor.text(length), cursor);
  const fields = header instanceof Map ? header : new Map<string, never>();
  const shape: PythonLiteral = fields.get("shape") ?? null;
  if (!isSizes(shape)) throw cursor.error("a header has no shape");
  return {
    dtype: dtypeOf(fields.get("descr") ?? null, cursor),
    shape,
    fortranOrder: fields.get("fortran_order") === true,
  };
}

function isSizes(shape: PythonLiteral): shape is number[] {
  return Array.isArray(shape) &&
    shape.every((size) => typeof size === "number");
}

function dtypeOf(descr: PythonLiteral, cursor: ByteCursor): NumpyDType {
  if (typeof descr === "string") return parseDType(descr);
  if (!Array.isArray(descr)) throw cursor.error("a header has no dtype");
  const fields = new Map<string, NumpyField>();
  let offset = 0;
  for (const field of descr) {
    const parts: PythonLiteral[] = Array.isArray(field) ? field : [];
    const [name, type] = parts;
    if (
      parts.length !== 2 || typeof name !== "string" ||
      typeof type !== "string"
    ) {
      throw cursor.error("a header has a field that is not a name and type");
    }
    const dtype = parseDType(type);
    // Fields without a name are padding.
    if (name !== "") fields.set(name, { dtype, offset });
    offset += dtype.itemBytes;
  }
  return recordDType(fields, offset);
}
