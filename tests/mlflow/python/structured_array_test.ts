import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { ModelError } from "../../../mlflow/errors.ts";
import { parseDType, recordDType } from "../../../mlflow/python/numpy_dtype.ts";
import { StructuredArray } from "../../../mlflow/python/structured_array.ts";

const LITTLE_ENDIAN = true;

/** Two records of `(i: <i8, u: >u4, f: <f4, b: ?)`, 18 bytes each. */
function records(): StructuredArray {
  const dtype = recordDType(
    new Map([
      ["i", { dtype: parseDType("<i8"), offset: 0 }],
      ["u", { dtype: parseDType(">u4"), offset: 8 }],
      ["f", { dtype: parseDType("<f4"), offset: 12 }],
      ["b", { dtype: parseDType("|b1"), offset: 16 }],
    ]),
    18,
  );
  const bytes = new Uint8Array(36);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, -2n, LITTLE_ENDIAN);
  view.setUint32(8, 70_000);
  view.setFloat32(12, 0.5, LITTLE_ENDIAN);
  view.setUint8(16, 1);
  view.setBigInt64(18, 2n ** 40n, LITTLE_ENDIAN);
  view.setUint32(26, 4_000_000_000);
  view.setFloat32(30, -1.5, LITTLE_ENDIAN);
  return new StructuredArray(bytes, dtype, [2]);
}

Deno.test("a field of records is the tensor of its own type", () => {
  const array = records();
  assertEquals(array.names, ["i", "u", "f", "b"]);
  assertEquals(array.length, 2);
  assertEquals(array.tensor("i").data, BigInt64Array.of(-2n, 2n ** 40n));
  assertEquals(array.tensor("u").data, Uint32Array.of(70_000, 4_000_000_000));
  assertEquals(array.tensor("b").toNested(), [true, false]);
});

Deno.test("a field of records as doubles is exact whatever its type", () => {
  const array = records();
  assertEquals(array.float64("i"), Float64Array.of(-2, 2 ** 40));
  assertEquals(array.float64("u"), Float64Array.of(70_000, 4_000_000_000));
  assertEquals(array.float64("f"), Float64Array.of(0.5, -1.5));
});

Deno.test("a field of records as 32-bit integers is refused where it does not fit", () => {
  const array = records();
  assertEquals(array.int32("b"), Int32Array.of(1, 0));
  for (const name of ["i", "u"]) {
    assertThrows(() => array.int32(name), ModelError, "more than 32 bits");
  }
  assertThrows(() => array.int32("f"), ModelError, "expected an integer");
});

Deno.test("a field that records do not have is refused, and the sentence lists those they have", () => {
  assertFalse(records().has("x"));
  assertThrows(() => records().tensor("x"), ModelError, "i, u, f, b");
});

Deno.test("a record whose field ends beyond it is refused", () => {
  const field = { dtype: parseDType("<f8"), offset: 4 };
  assertThrows(
    () => recordDType(new Map([["f", field]]), 8),
    ModelError,
    'field "f" ends at byte 12',
  );
});
