import { assertEquals } from "@std/assert";
import { unicodeEscape } from "../../ground/unicode_escape.ts";

Deno.test("an escape has four digits, and stands for its code unit in JSON", () => {
  assertEquals(unicodeEscape("\n"), "\\u000a");
  assertEquals(unicodeEscape("é"), "\\u00e9");
  for (const unit of ["\0", "ÿ", "\ud83d", "\uffff"]) {
    assertEquals(JSON.parse(`"${unicodeEscape(unit)}"`), unit);
  }
});
