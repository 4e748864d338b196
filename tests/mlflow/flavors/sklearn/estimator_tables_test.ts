import { assertEquals } from "@std/assert";
import { estimatorTables } from "../../../../mlflow/flavors/sklearn/estimator_tables.ts";

Deno.test("every class of scikit-learn has one builder", () => {
  const names = estimatorTables.flatMap((table) => Object.keys(table));
  const repeated = names.filter((name, i) => names.indexOf(name) !== i);
  assertEquals(repeated, []);
});
