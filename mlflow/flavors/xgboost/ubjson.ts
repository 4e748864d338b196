import type { Bytes } from "../../artifact_store.ts";
import { ModelError } from "../../errors.ts";

/** Levels of nesting that a model can have; XGBoost writes fewer than ten. */
const MAX_DEPTH = 64;

/**
 * Parses UBJSON as XGBoost writes it: objects and lists in the plain and the
 * counted form, lists of numbers of one type as typed arrays.
 *
 * Format: draft 12 of Universal Binary JSON; big-endian.
 *
 * @param bytes The whole file.
 * @returns Plain objects (without prototype), lists, typed arrays, strings, numbers, booleans and nulls.
 * @throws {ModelError} If the bytes are not such a document; it names the position.
 */
export function parseUbjson(bytes: Bytes): unknown {
  const reader = new UbjsonReader(bytes);
  return reader.value(reader.marker(), 0);
}

type Fields = Record<string, unknown>;

class UbjsonReader {
  #bytes: Bytes;
  #view: DataView;
  #at = 0;
  #decoder = new TextDecoder();

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  marker(): string {
    let code: number;
    do {
      this.#need(1);
      code = this.#bytes[this.#at++]!;
    } while (code === 0x4e);
    return String.fromCharCode(code);
  }

  value(marker: string, depth: number): unknown {
    switch (marker) {
      case "{":
        return this.#object(depth + 1);
      case "[":
        return this.#list(depth + 1);
      case "S":
      case "H":
        return this.#text(this.#length());
      case "C":
        return this.#text(1);
      case "T":
        return true;
      case "F":
        return false;
      case "Z":
        return null;
      default:
        return this.#number(marker);
    }
  }

  #object(depth: number): Fields {
    this.#checkDepth(depth);
    const fields: Fields = Object.create(null);
    let marker = this.marker();
    let type: string | undefined;
    if (marker === "$") {
      type = this.marker();
      marker = this.marker();
      if (marker !== "#") throw this.#broken("a type without a count");
    }
    if (marker === "#") {
      const count = this.#count(type === undefined ? 2 : 1);
      for (let i = 0; i < count; i++) {
        const key = this.#text(this.#length());
        fields[key] = this.value(type ?? this.marker(), depth);
      }
      return fields;
    }
    while (marker !== "}") {
      const key = this.#text(this.#size(this.#number(marker)));
      fields[key] = this.value(this.marker(), depth);
      marker = this.marker();
    }
    return fields;
  }

  #list(depth: number): unknown {
    this.#checkDepth(depth);
    let marker = this.marker();
    if (marker === "$") {
      const type = this.marker();
      if (this.marker() !== "#") throw this.#broken("a type without a count");
      return this.#typed(type, depth);
    }
    const list: unknown[] = [];
    if (marker === "#") {
      const count = this.#count(1);
      for (let i = 0; i < count; i++) {
        list.push(this.value(this.marker(), depth));
      }
      return list;
    }
    while (marker !== "]") {
      list.push(this.value(marker, depth));
      marker = this.marker();
    }
    return list;
  }

  #typed(type: string, depth: number): unknown {
    const view = this.#view;
    switch (type) {
      case "d": {
        const result = new Float32Array(this.#count(4));
        for (let i = 0; i < result.length; i++, this.#at += 4) {
          result[i] = view.getFloat32(this.#at);
        }
        return result;
      }
      case "D": {
        const result = new Float64Array(this.#count(8));
        for (let i = 0; i < result.length; i++, this.#at += 8) {
          result[i] = view.getFloat64(this.#at);
        }
        return result;
      }
      case "l": {
        const result = new Int32Array(this.#count(4));
        for (let i = 0; i < result.length; i++, this.#at += 4) {
          result[i] = view.getInt32(this.#at);
        }
        return result;
      }
      case "I": {
        const result = new Int16Array(this.#count(2));
        for (let i = 0; i < result.length; i++, this.#at += 2) {
          result[i] = view.getInt16(this.#at);
        }
        return result;
      }
      case "L": {
        const result = new BigInt64Array(this.#count(8));
        for (let i = 0; i < result.length; i++, this.#at += 8) {
          result[i] = view.getBigInt64(this.#at);
        }
        return result;
      }
      case "U":
      case "i": {
        const count = this.#count(1);
        const part = this.#bytes.slice(this.#at, this.#at + count);
        this.#at += count;
        return type === "U" ? part : new Int8Array(part.buffer);
      }
      case "{":
      case "[":
      case "S": {
        const count = this.#count(1);
        const list: unknown[] = [];
        for (let i = 0; i < count; i++) list.push(this.value(type, depth));
        return list;
      }
      default:
        throw this.#broken(`a list of type "${type}"`);
    }
  }

  #number(marker: string): number {
    const at = this.#at;
    switch (marker) {
      case "i":
        return this.#view.getInt8(this.#take(1));
      case "U":
        return this.#bytes[this.#take(1)]!;
      case "I":
        return this.#view.getInt16(this.#take(2));
      case "l":
        return this.#view.getInt32(this.#take(4));
      case "L":
        return Number(this.#view.getBigInt64(this.#take(8)));
      case "d":
        return this.#view.getFloat32(this.#take(4));
      case "D":
        return this.#view.getFloat64(this.#take(8));
      default:
        this.#at = at;
        throw this.#broken(`the type ${JSON.stringify(marker)}`);
    }
  }

  #length(): number {
    return this.#size(this.#number(this.marker()));
  }

  /** Checks a length: no text or list can have more entries than bytes are left. */
  #size(length: number): number {
    if (!Number.isInteger(length) || length < 0) {
      throw this.#broken(`the length ${length}`);
    }
    this.#need(length);
    return length;
  }

  #count(bytesEach: number): number {
    const count = this.#number(this.marker());
    if (!Number.isInteger(count) || count < 0) {
      throw this.#broken(`the count ${count}`);
    }
    this.#need(count * bytesEach);
    return count;
  }

  #text(length: number): string {
    this.#need(length);
    const part = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return this.#decoder.decode(part);
  }

  #take(length: number): number {
    this.#need(length);
    this.#at += length;
    return this.#at - length;
  }

  #need(length: number): void {
    if (this.#at + length > this.#bytes.length) {
      throw this.#broken(
        `${length} bytes, but only ${this.#bytes.length - this.#at} are left`,
      );
    }
  }

  #checkDepth(depth: number): void {
    if (depth > MAX_DEPTH) {
      throw this.#broken(`more than ${MAX_DEPTH} levels of nesting`);
    }
  }

  #broken(what: string): ModelError {
    return new ModelError(
      `Cannot read the model as UBJSON: found ${what} at byte ${this.#at}`,
    );
  }
}
