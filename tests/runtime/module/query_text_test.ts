import { assertEquals } from "@std/assert";
import { queryText } from "../../../runtime/module/query_text.ts";

const TEXTS: readonly (readonly [string, string])[] = [
  ["a=[12345678901234567890]", '{"a": [12345678901234567890]}'],
  ["a=[1.0,{%22b%22:2.50}]", '{"a": [1.0, {"b": 2.50}]}'],
  ["a=1.0&a=2", '{"a": [1.0, 2]}'],
  ["a=[1e400]", '{"a": [1e400]}'],
  ["a=[%22x,%20y:%22]", '{"a": ["x, y:"]}'],
  ["a=[%22%C3%A9%5C%22%22]", '{"a": ["\\u00e9\\""]}'],
  ["a=%20[1%20,%202]%20", '{"a": [1, 2]}'],
  ["a=not%20json", '{"a": "not json"}'],
];

for (const [query, text] of TEXTS) {
  Deno.test(`queryText keeps every digit of ${decodeURIComponent(query)}`, () => {
    assertEquals(queryText(new URLSearchParams(query)), text);
  });
}
