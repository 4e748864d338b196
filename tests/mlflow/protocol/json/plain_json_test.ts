import { assertEquals } from "@std/assert";
import { jsonText } from "../../../../mlflow/protocol/json/plain_json.ts";

Deno.test("a text is written as json.dumps of Python writes it, ASCII alone", () => {
  const written: readonly (readonly [text: string, json: string])[] = [
    ["plain", '"plain"'],
    ['a "quote"', '"a \\"quote\\""'],
    ["a\\b", '"a\\\\b"'],
    ["a\nb\u0001", '"a\\nb\\u0001"'],
    ["é \u007f", '"\\u00e9 \\u007f"'],
    ["😀", '"\\ud83d\\ude00"'],
  ];
  for (const [text, json] of written) assertEquals(jsonText(text), json);
});
