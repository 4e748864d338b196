import { assertEquals } from "@std/assert";
import { csvLine } from "../../../collector/reading/csv_line.ts";

Deno.test("a field that has a comma, a quote or a line end stays one field", () => {
  assertEquals(
    csvLine(["a,b", 'say "a"', "a\nb", "a\rb", "", null, [1, "x"], 1.5]),
    '"a,b","say ""a""","a\nb","a\rb","",,"[1,""x""]",1.5\r\n',
  );
});
