import type { Bytes } from "../../frame/bytes.ts";

/**
 * The bytes of what holds bytes, copied, as its owner may change them.
 *
 * @param value Anything.
 * @returns The bytes; `undefined` if it is no buffer, no view of one and no list of bytes.
 */
export function bytesIn(value: unknown): Bytes | undefined {
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return new Uint8Array(value).slice();
  }
  if (
    value instanceof Uint8Array || value instanceof Uint8ClampedArray ||
    value instanceof DataView
  ) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      .slice();
  }
  return undefined;
}
