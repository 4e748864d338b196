import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  contentsBytes,
  listedContents,
} from "../../../../runtime/host/grpc/listed_contents.ts";

const WIDTHS = {
  "INT8": 1,
  "INT16": 2,
  "INT32": 4,
  "INT64": 8,
  "UINT8": 1,
  "UINT16": 2,
  "UINT32": 4,
  "UINT64": 8,
  "FP32": 4,
  "FP64": 8,
};

Deno.test("elements of each datatype are the same when they are listed and read again", () => {
  for (const [datatype, width] of Object.entries(WIDTHS)) {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (any) => {
      const bytes = any.slice(0, any.length - any.length % width);
      const isFloat = datatype.startsWith("FP");
      // Of what is no number only that it is none is kept.
      if (isFloat && hasNaN(bytes, width)) return;
      const listed = listedContents(bytes, datatype)!;
      assertEquals(contentsBytes(listed, datatype), bytes);
    }));
  }
});

Deno.test("truth values and texts are listed", () => {
  assertEquals(listedContents(Uint8Array.of(1, 0), "BOOL"), {
    boolContents: [true, false],
  });
  assertEquals(
    contentsBytes({ boolContents: [true, false] }, "BOOL"),
    Uint8Array.of(1, 0),
  );
  const texts = { bytesContents: [Uint8Array.of(97), new Uint8Array(0)] };
  const bytes = Uint8Array.of(1, 0, 0, 0, 97, 0, 0, 0, 0);
  assertEquals(contentsBytes(texts, "BYTES"), bytes);
  assertEquals(listedContents(bytes, "BYTES"), texts);
});

Deno.test("what cannot be listed is not", () => {
  for (const datatype of ["FP16", "constructor", ""]) {
    assertEquals(contentsBytes({}, datatype), undefined);
    assertEquals(listedContents(new Uint8Array(2), datatype), undefined);
  }
});

function hasNaN(bytes: Uint8Array, width: number): boolean {
  const { buffer } = bytes.slice();
  const floats = width === 4
    ? new Float32Array(buffer)
    : new Float64Array(buffer);
  return floats.some(Number.isNaN);
}
