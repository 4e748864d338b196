import { assertEquals, assertMatch } from "@std/assert";
import * as fc from "fast-check";
import { patternText } from "../../../runtime/openapi/pattern_text.ts";

for (
  const [pattern, text] of [
    [/^a\d+$/, "a1"],
    [/^[A-Z]{2}-\d{4}$/, "AA-1111"],
    [/^(?:red|green)$/, "red"],
    [/^(?<year>\d{4})-?(\d\d)*$/, "1111"],
    [/^[^a-z]{3,}$/, "111"],
    [/^\w+@\w+\.(com|org)$/, "a@a.com"],
    [/^a\-b\_c$/, "a-b_c"],
    [/^$/, ""],
    [/^.+?\s\$[\]\\]$/, "a $\\"],
    [/[.]x|y/, ".x"],
  ] as const
) {
  Deno.test(`patternText finds a text for ${pattern}`, () => {
    assertEquals(patternText(pattern.source), text);
    assertMatch(text, pattern);
  });
}

for (
  const source of [
    "^(?=a)b$",
    "(a)\\1",
    "\\p{L}",
    "a{1000000}",
    "(".repeat(30) + ")".repeat(30),
    "[",
    "(a",
    "a)",
    "*",
  ]
) {
  Deno.test(`patternText finds none for ${source}`, () => {
    assertEquals(patternText(source), undefined);
  });
}

Deno.test("property: patternText ends for any source, and finds short texts", () => {
  const part = fc.constantFrom(
    ...["a", "\\d", "[a-c]", "(", ")", "|", "*", "+", "?", "{3}", "[", "]"],
    ...["{", "}", "^", "$", "\\", "(?:", ".", "-"],
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = patternText(parts.join(""));
      return text === undefined || text.length <= 1000;
    }),
  );
});
