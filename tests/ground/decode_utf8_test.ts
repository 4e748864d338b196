import { assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { decodeUtf8 } from "../../ground/decode_utf8.ts";

function refusing(bytes: Uint8Array, keepsMark: boolean): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: keepsMark })
      .decode(bytes);
  } catch {
    return undefined;
  }
}

Deno.test("bytes that are not UTF-8 are refused, the replacement character is not", () => {
  for (
    const bytes of [[0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]]
  ) {
    assertThrows(() => decodeUtf8(Uint8Array.from(bytes)), TypeError);
  }
  const meant = new TextEncoder().encode("a\uFFFDé😀");
  assertEquals(decodeUtf8(meant), "a\uFFFDé😀");
});

Deno.test("a mark at the start is left out, or kept", () => {
  const marked = new TextEncoder().encode("\uFEFFa");
  assertEquals(decodeUtf8(marked), "a");
  assertEquals(decodeUtf8(marked, { keepsMark: true }), "\uFEFFa");
});

Deno.test("property: any bytes are decoded, or refused, as by a decoder that refuses", () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(fc.property(anyBytes, fc.boolean(), (bytes, keepsMark) => {
    const expected = refusing(bytes, keepsMark);
    if (expected === undefined) {
      assertThrows(() => decodeUtf8(bytes, { keepsMark }), TypeError);
    } else assertEquals(decodeUtf8(bytes, { keepsMark }), expected);
  }));
});
