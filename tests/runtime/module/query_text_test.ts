import { assertEquals } from "@std/assert";
import { queryObject, queryText } from "../../../runtime/module/query_text.ts";

const TEXTS: readonly (readonly [string, string])[] = [
  ["a=[12345678901234567890]", '{"a": [12345678901234567890]}'],
  ["a=[1.0,{%22b%22:2.50}]", '{"a": [1.0, {"b": 2.50}]}'],
  ["a=1.0&a=2", '{"a": [1.0, 2]}'],
  ["a=[1e400]", '{"a": [1e400]}'],
  ["a=[%22x,%20y:%22]", '{"a": ["x, y:"]}'],
  ["a=[%22%C3%A9%5C%22%22]", '{"a": ["\\u00e9\\""]}'],
  ["a=%20[1%20,%202]%20", '{"a": [1, 2]}'],
  ["a=not%20json", '{"a": "not json"}'],
  ["a=[-0.0,1e3]", '{"a": [-0.0, 1e3]}'],
  ["a={%22b%22:1,%221%22:2}", '{"a": {"b": 1, "1": 2}}'],
  ["a=[%20]", '{"a": []}'],
  ["a=", '{"a": ""}'],
  ["a=01", '{"a": "01"}'],
];

for (const [query, text] of TEXTS) {
  Deno.test(`queryText keeps every digit of ${decodeURIComponent(query)}`, () => {
    assertEquals(queryText(new URLSearchParams(query)), text);
  });
}

Deno.test("a query is also an object by the same rules", () => {
  const query = new URLSearchParams("a=[1.0]&b=x");
  assertEquals(queryObject(query), { a: [1], b: "x" });
});
