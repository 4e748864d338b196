import { assert, assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../../mlflow/errors.ts";
import { readBinary } from "../../../../mlflow/protocol/open_inference/binary.ts";
import { elementOf } from "../../../../mlflow/protocol/open_inference/element.ts";

function read(datatype: string, bytes: readonly number[], length: number) {
  const element = elementOf(datatype);
  assert(element !== undefined);
  return readBinary(Uint8Array.from(bytes), element, { name: "x", length });
}

Deno.test("numbers take the bytes of their shape, no more and no fewer", () => {
  assertEquals(read("INT16", [1, 0, 2, 0], 2), Int16Array.of(1, 2));
  for (const bytes of [[1, 0], [1, 0, 2], [1, 0, 2, 0, 3, 0]]) {
    assertThrows(() => read("INT16", bytes, 2), InputError, "expected 4 bytes");
  }
});

Deno.test("a text that ends beyond its tensor is refused", () => {
  assertEquals(read("BYTES", [1, 0, 0, 0, 97], 1), ["a"]);
  for (
    const bytes of [[2, 0, 0, 0, 97], [1, 0, 0, 0, 97, 98], [
      ...[0xff, 0xff, 0xff, 0xff],
      97,
    ]]
  ) {
    assertThrows(() => read("BYTES", bytes, 1), InputError, "BYTES elements");
  }
});

Deno.test("numbers are the same wherever their bytes begin", () => {
  const element = elementOf("FP64");
  assert(element !== undefined);
  const values = Float64Array.of(0.5, -1, Infinity);
  for (let at = 0; at < 9; at++) {
    const body = new Uint8Array(at + values.byteLength);
    body.set(new Uint8Array(values.buffer), at);
    const bytes = body.subarray(at);
    assertEquals(readBinary(bytes, element, { name: "x", length: 3 }), values);
  }
});
