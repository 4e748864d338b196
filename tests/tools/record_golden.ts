/**
 * Records the golden cases: `deno task golden [environment...]`. See
 * `tests/golden/README.md`.
 *
 * @module
 */

import { pythonEnvironment, runCommand } from "./python_environment.ts";

interface Environment {
  readonly python?: string;
  readonly requirements: readonly string[];
  readonly scripts: readonly string[];
}

const golden = new URL("../golden/", import.meta.url);

if (import.meta.main) {
  const environments = JSON.parse(
    Deno.readTextFileSync(new URL("environments.json", golden)),
  ) as Readonly<Record<string, Environment>>;
  const names = Deno.args.length > 0 ? Deno.args : Object.keys(environments);
  for (const name of names) {
    const environment = environments[name];
    if (environment === undefined) {
      throw new RangeError(
        `Cannot record "${name}": the environments are ${
          Object.keys(environments).join(", ")
        }`,
      );
    }
    await record(name, environment);
  }
}

async function record(name: string, environment: Environment): Promise<void> {
  const { requirements, python: base = "python3" } = environment;
  const { python } = await pythonEnvironment(name, requirements, { base });
  for (const script of environment.scripts) {
    await runCommand(python, [script, name], {
      cwd: golden.pathname,
      env: { OMP_NUM_THREADS: "1", PYTHONHASHSEED: "0" },
    });
  }
}
