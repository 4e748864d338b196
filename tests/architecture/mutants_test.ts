import { assertEquals, assertThrows } from "@std/assert";
import { mutantLists } from "../mutants/mutant_lists.ts";
import { plantMutant } from "../mutants/plant_mutant.ts";
import { root } from "./project_files.ts";

const mutants = Object.values(mutantLists).flat();

Deno.test("each mutant can be planted, and its tests exist", () => {
  for (const mutant of mutants) {
    plantMutant(mutant, Deno.readTextFileSync(new URL(mutant.file, root)));
    for (const path of mutant.tests) Deno.statSync(new URL(path, root));
  }
});

Deno.test("each mutant has a name of its own", () => {
  const names = mutants.map(({ name }) => name);
  assertEquals(names.length, new Set(names).size);
});

Deno.test("a mutant that fits nowhere, or in two places, is refused", () => {
  const mutant = {
    name: "a limit is gone",
    file: "a.ts",
    find: "> 5",
    replace: "> 9",
    tests: [],
  };
  assertEquals(plantMutant(mutant, "if (a > 5)"), "if (a > 9)");
  assertThrows(() => plantMutant(mutant, "if (a > 4)"), RangeError, "0 times");
  assertThrows(() => plantMutant(mutant, "> 5, > 5"), RangeError, "2 times");
});
