/**
 * Plants faults and sees whether the tests notice:
 * `deno task mutants [area or part of a name…]`.
 *
 * @module
 */
import type { Mutant } from "./mutant.ts";
import { mutantLists } from "./mutant_lists.ts";
import { plantMutant } from "./plant_mutant.ts";
import { ProjectCopy } from "./project_copy.ts";
import { runTests } from "./run_tests.ts";

const workers = 2;
const wanted = Deno.args;
const mutants = Object.entries(mutantLists).flatMap(([area, list]) =>
  list.filter(({ name }) => isWanted(area, name))
);
const waiting = [...mutants];
/** Whether tests pass without a fault, by their paths. */
const clean = new Map<string, Promise<void>>();
let caught = 0;

function isWanted(area: string, name: string): boolean {
  return wanted.length === 0 ||
    wanted.some((part) => area === part || name.includes(part));
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

async function checkClean(
  copy: ProjectCopy,
  tests: readonly string[],
): Promise<void> {
  const { outcome, output } = await runTests(copy.folder, tests);
  if (outcome === "passed") return;
  throw new Error(
    `Cannot tell what ${
      tests.join(", ")
    } notice: without a fault the outcome was "${outcome}"\n${output}`,
  );
}

async function isCaught(copy: ProjectCopy, mutant: Mutant): Promise<boolean> {
  const { name, file, tests } = mutant;
  const key = tests.join(" ");
  const passing = clean.get(key) ?? checkClean(copy, tests);
  clean.set(key, passing);
  await passing;
  const text = copy.read(file);
  copy.write(file, plantMutant(mutant, text));
  const { outcome } = await runTests(copy.folder, tests);
  copy.write(file, text);
  const isNoticed = outcome === "failed";
  print(isNoticed ? `caught: ${name}` : `NOT CAUGHT (${outcome}): ${name}`);
  return isNoticed;
}

async function work(): Promise<void> {
  using copy = new ProjectCopy();
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (await isCaught(copy, next)) caught++;
  }
}

await Promise.all(Array.from({ length: workers }, work));
print(`caught ${caught} of ${mutants.length}`);
if (caught < mutants.length || mutants.length === 0) Deno.exit(1);
