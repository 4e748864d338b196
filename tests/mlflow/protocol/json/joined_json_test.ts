import { assertEquals } from "@std/assert";
import { joinedJson } from "../../../../mlflow/protocol/json/joined_json.ts";

Deno.test("texts are joined in their order, however many there are", () => {
  for (const length of [0, 1, 2, 1023, 1024, 1025, 2048, 5000]) {
    const texts = Array.from({ length }, (_, i) => String(i));
    assertEquals(joinedJson(length, (i) => texts[i]!), texts.join(", "));
    assertEquals(joinedJson(length, (i) => texts[i]!, ","), texts.join(","));
  }
});
