import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { hasLoneSurrogate } from "../../../../mlflow/protocol/json/has_lone_surrogate.ts";

for (
  const [text, isLone] of [
    ['"a"', false],
    ['"😀"', false],
    [String.raw`"\ud83d\ude00"`, false],
    [String.raw`"\uD83D\uDE00\uD83D\uDE00"`, false],
    [String.raw`"\\ud800"`, false],
    [String.raw`"\\\ud800"`, true],
    [String.raw`"\ud800"`, true],
    [String.raw`"\udc00"`, true],
    [String.raw`"\ud800\ud800\udc00"`, true],
    [String.raw`"\ud800a\udc00"`, true],
    [String.raw`"\ud800\n\udc00"`, true],
    [String.raw`"\ud800\u0061"`, true],
    [String.raw`["\ud800", "\udc00"]`, true],
    [String.raw`["\ud83d\ude00", "\n"]`, false],
  ] as const
) {
  Deno.test(`half of a surrogate pair is found: ${text}`, () => {
    assertEquals(hasLoneSurrogate(text), isLone);
  });
}

Deno.test("property: a text has a lone surrogate if its value is not well-formed", () => {
  const part = fc.constantFrom(
    ...["a", "\\\\", "\\n", "\\ud800", "\\uDBFF", "\\udc00", "\\uDfff"],
    "\\u00e9",
  );
  fc.assert(fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
    const text = `"${parts.join("")}"`;
    const value: string = JSON.parse(text);
    assertEquals(hasLoneSurrogate(text), !value.isWellFormed());
  }));
});
