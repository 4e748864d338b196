import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ModelError } from "../../../mlflow/errors.ts";
import { WireReader } from "../../../mlflow/onnx/wire_reader.ts";
import { rewrite, WireWriter } from "../../../mlflow/onnx/wire_writer.ts";

/** A field of a message as a test says it: an integer or bytes. */
type Field = readonly [number: number, value: number | Uint8Array<ArrayBuffer>];

const field: fc.Arbitrary<Field> = fc.tuple(
  fc.integer({ min: 1, max: 2 ** 29 - 1 }),
  fc.oneof(
    fc.maxSafeNat(),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => bytes.slice()),
  ),
);

function encode(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const writer = new WireWriter();
  for (const [number, value] of fields) {
    if (typeof value === "number") writer.integer(number, value);
    else writer.bytes(number, value);
  }
  return writer.finish();
}

function decode(message: Uint8Array<ArrayBuffer>): Field[] {
  const fields: Field[] = [];
  const reader = new WireReader(message);
  while (reader.next()) {
    const value = reader.isBytes ? reader.bytes().slice() : reader.size();
    fields.push([reader.field, value]);
  }
  return fields;
}

Deno.test("a message that was written is read back field by field", () => {
  fc.assert(fc.property(fc.array(field), (fields) => {
    assertEquals(decode(encode(fields)), fields);
  }));
});

Deno.test("rewriting a message changes the fields asked for, and no byte of the others", () => {
  fc.assert(fc.property(fc.array(field), fc.nat(20), (fields, seed) => {
    const edits = fields.map((_, i) => (i + seed) % 3);
    let i = 0;
    const rewritten = rewrite(encode(fields), () => {
      const edit = edits[i++];
      if (edit === 0) return "keep";
      return edit === 1 ? "drop" : new WireWriter().text(1, "new");
    });
    const replaced = new WireWriter().text(1, "new").finish();
    const expected = fields.flatMap((field, i): Field[] => {
      if (edits[i] === 0) return [field];
      return edits[i] === 1 ? [] : [[field[0], replaced]];
    });
    if (edits.every((edit) => edit === 0)) {
      assertEquals(rewritten, undefined);
    } else assertEquals(rewritten?.finish(), encode(expected));
  }));
});

Deno.test("bytes that are not a message are refused with a sentence", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    try {
      decode(bytes.slice());
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
    }
  }));
  const refused: readonly (readonly [number[], string])[] = [
    [[0x0a, 5, 1], "a field of 5 bytes where 1 are left"],
    [[0x0a], "the file ends within a number"],
    [[0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], "ten bytes"],
    [[0x00, 0], "field number 0"],
    [[0x0b], "wire type 3"],
    [[0x0d, 1, 2], "a field of 4 bytes where 2 are left"],
    [[0x09, 1], "a field of 8 bytes where 1 are left"],
  ];
  for (const [bytes, says] of refused) {
    assertThrows(() => decode(Uint8Array.from(bytes)), ModelError, says);
  }
});

Deno.test("integers keep their sign and all their bits, packed or single", () => {
  const values = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 300n];
  const packed = Uint8Array.from(values.flatMap(varint));
  const single = Uint8Array.from(values.flatMap((v) => [0x40, ...varint(v)]));
  for (const message of [encode([[8, packed]]), single]) {
    const read: bigint[] = [];
    const reader = new WireReader(message);
    while (reader.next()) reader.int64sInto(read);
    assertEquals(read, values);
  }
});

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 128n) {
    bytes.push(Number(rest % 128n) | 0x80);
    rest /= 128n;
  }
  return [...bytes, Number(rest)];
}
