/**
 * Records the golden cases: `deno task golden [environment...]`. See
 * `tests/golden/README.md`.
 *
 * @module
 */

interface Environment {
  readonly requirements: readonly string[];
  readonly scripts: readonly string[];
}

const golden = new URL("../golden/", import.meta.url);
const venvs = new URL("../../.venv/", import.meta.url);

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
  const venv = new URL(`${name}/`, venvs);
  const python = new URL("bin/python", venv).pathname;
  await run("python3", ["-m", "venv", venv.pathname]);
  await run(python, [
    ...["-m", "pip", "install", "--quiet"],
    ...environment.requirements,
  ]);
  for (const script of environment.scripts) await run(python, [script, name]);
}

async function run(command: string, args: string[]): Promise<void> {
  const child = new Deno.Command(command, {
    args,
    cwd: golden,
    env: { OMP_NUM_THREADS: "1", PYTHONHASHSEED: "0" },
  }).spawn();
  const { code } = await child.status;
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with code ${code}`);
  }
}
