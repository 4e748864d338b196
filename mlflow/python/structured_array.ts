import { Tensor } from "../../frame/mod.ts";
import { ModelError } from "../errors.ts";
import { decodeElements } from "./decode_elements.ts";
import type { NumpyDType, NumpyField } from "./numpy_dtype.ts";

/**
 * A numpy array of records, as the nodes of a tree. The bytes stay as they are
 * in the file; a field is decoded when it is asked for, each time anew.
 */
export class StructuredArray {
  /** The size of each dimension; mostly one. */
  readonly shape: readonly number[];
  /** The number of records. */
  readonly length: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #itemBytes: number;
  readonly #fields: ReadonlyMap<string, NumpyField>;

  /**
   * Makes an array of records.
   *
   * @param bytes The records, one after the other, row-major.
   * @param dtype What a record is; it has fields.
   * @param shape The size of each dimension.
   * @throws {ModelError} If the bytes are not as many as the shape says, or the dtype has no fields.
   */
  constructor(
    bytes: Uint8Array<ArrayBuffer>,
    dtype: NumpyDType,
    shape: readonly number[],
  ) {
    if (dtype.fields === undefined) {
      throw new ModelError(
        `Cannot read an array of ${dtype.name}: its records have no fields`,
      );
    }
    const length = shape.reduce((product, size) => product * size, 1);
    if (bytes.length !== length * dtype.itemBytes) {
      throw new ModelError(
        `Cannot read ${length} records of ${dtype.itemBytes} bytes: found ${bytes.length} bytes`,
      );
    }
    this.shape = shape;
    this.length = length;
    this.#bytes = bytes;
    this.#itemBytes = dtype.itemBytes;
    this.#fields = dtype.fields;
  }

  /** The names of the fields, in the order of the record. */
  get names(): readonly string[] {
    return [...this.#fields.keys()];
  }

  /** Whether the records have such a field. */
  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /**
   * One field of every record.
   *
   * @param name The name of the field.
   * @returns A copy, of the shape of this array.
   * @throws {ModelError} If there is no such field.
   */
  tensor(name: string): Tensor {
    const { dtype, offset } = this.#field(name);
    const width = dtype.itemBytes;
    const gathered = new Uint8Array(this.length * width);
    for (let i = 0; i < this.length; i++) {
      const at = i * this.#itemBytes + offset;
      for (let k = 0; k < width; k++) {
        gathered[i * width + k] = this.#bytes[at + k]!;
      }
    }
    const { type, data } = decodeElements(gathered, dtype, this.length);
    return new Tensor(type, this.shape, data);
  }

  /**
   * An integer or boolean field of every record, as 32-bit integers whatever its width.
   *
   * @param name The name of the field.
   * @returns A copy, row-major.
   * @throws {ModelError} If there is no such field, it is not an integer, or a value needs more than 32 bits.
   */
  int32(name: string): Int32Array<ArrayBuffer> {
    const { dtype, offset } = this.#field(name);
    const view = this.#view();
    const result = new Int32Array(this.length);
    const step = this.#itemBytes;
    const read = integerReader(dtype);
    if (read === undefined) throw this.#unexpected(name, dtype, "an integer");
    for (let i = 0; i < result.length; i++) {
      const value = read(view, i * step + offset);
      result[i] = value;
      if (result[i] !== value) {
        throw new ModelError(
          `Cannot read field "${name}" of record ${i}: ${value} needs more than 32 bits`,
        );
      }
    }
    return result;
  }

  /**
   * A number field of every record, as doubles whatever its type.
   *
   * @param name The name of the field.
   * @returns A copy, row-major.
   * @throws {ModelError} If there is no such field, or it is not a number.
   */
  float64(name: string): Float64Array<ArrayBuffer> {
    const { dtype, offset } = this.#field(name);
    const little = !dtype.bigEndian;
    const view = this.#view();
    const result = new Float64Array(this.length);
    const step = this.#itemBytes;
    if (dtype.name === "float64") {
      for (let i = 0; i < result.length; i++) {
        result[i] = view.getFloat64(i * step + offset, little);
      }
    } else if (dtype.name === "float32") {
      for (let i = 0; i < result.length; i++) {
        result[i] = view.getFloat32(i * step + offset, little);
      }
    } else {
      const read = integerReader(dtype);
      if (read === undefined) throw this.#unexpected(name, dtype, "a number");
      for (let i = 0; i < result.length; i++) {
        result[i] = read(view, i * step + offset);
      }
    }
    return result;
  }

  #view(): DataView<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return new DataView(buffer, byteOffset, byteLength);
  }

  #field(name: string): NumpyField {
    const field = this.#fields.get(name);
    if (field !== undefined) return field;
    throw new ModelError(
      `Cannot read field "${name}" of an array of records: its fields are ${
        this.names.join(", ")
      }`,
    );
  }

  #unexpected(name: string, dtype: NumpyDType, wanted: string): ModelError {
    return new ModelError(
      `Cannot read field "${name}" of an array of records: expected ${wanted}, found ${dtype.name}`,
    );
  }
}

type ReadInteger = (view: DataView<ArrayBuffer>, at: number) => number;

function integerReader(dtype: NumpyDType): ReadInteger | undefined {
  const little = !dtype.bigEndian;
  switch (dtype.name) {
    case "bool":
    case "uint8":
      return (view, at) => view.getUint8(at);
    case "int8":
      return (view, at) => view.getInt8(at);
    case "uint16":
      return (view, at) => view.getUint16(at, little);
    case "int16":
      return (view, at) => view.getInt16(at, little);
    case "uint32":
      return (view, at) => view.getUint32(at, little);
    case "int32":
      return (view, at) => view.getInt32(at, little);
    case "int64": {
      const low = little ? 0 : 4;
      return (view, at) =>
        view.getInt32(at + 4 - low, little) * 4294967296 +
        view.getUint32(at + low, little);
    }
    case "uint64": {
      const low = little ? 0 : 4;
      return (view, at) =>
        view.getUint32(at + 4 - low, little) * 4294967296 +
        view.getUint32(at + low, little);
    }
    default:
      return undefined;
  }
}
