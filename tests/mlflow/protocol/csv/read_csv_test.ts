import { assert, assertEquals } from "@std/assert";
import { DataFrame } from "../../../../frame/mod.ts";
import { readInvocation } from "../../../../mlflow/protocol/invocations.ts";

function namesOf(csv: string): readonly string[] {
  const body = new TextEncoder().encode(csv);
  const { input } = readInvocation(body, "text/csv", undefined);
  assert(input instanceof DataFrame);
  return input.names;
}

Deno.test("a header's names are made different, as pandas makes them", () => {
  assertEquals(namesOf("a,a,a\n1,2,3\n"), ["a", "a.1", "a.2"]);
  assertEquals(namesOf("a,a,a.1\n1,2,3\n"), ["a", "a.2", "a.1"]);
});

Deno.test("a column without a name is called after its position", () => {
  assertEquals(namesOf("a,,\n1,2,3\n"), ["a", "Unnamed: 1", "Unnamed: 2"]);
});
