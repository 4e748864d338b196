import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ConfigurationError } from "./configuration_error.ts";

/** The variable by which Azure ML says where a container's model is. */
export const MODEL_VARIABLE = "AZUREML_MODEL_DIR";

/** The variables by which Azure ML says which script is served, and where it is. */
export const ENTRY_VARIABLES = [
  "AZUREML_ENTRY_SCRIPT",
  "AML_APP_ROOT",
] as const;

/** The scripts that are served where nothing names one, as Azure ML's server takes `main.py`. */
const USUAL_SCRIPTS = ["main.ts", "main.mts", "main.js", "main.mjs"];

/**
 * What is served: what the command line names, else the script or the model
 * that Azure ML put into the container: `AZUREML_ENTRY_SCRIPT`, `main.ts` or
 * `main.js` in `AML_APP_ROOT`, or what lies in `AZUREML_MODEL_DIR`.
 *
 * @param target What the command line names, if anything.
 * @param variable Reads a variable.
 * @returns A model, a module or a deployment.
 * @throws {ConfigurationError} If neither says it.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { targetOf } from "./target_of.ts";
 *
 * const variables = { AZUREML_MODEL_DIR: "/models/iris" };
 * const variable = (name: string) => Object.entries(variables)
 *   .find(([key]) => key === name)?.[1];
 * assertEquals(targetOf(undefined, variable), "/models/iris");
 * assertEquals(targetOf("score.ts", variable), "score.ts");
 * ```
 */
export function targetOf(
  target: string | undefined,
  variable: (name: string) => string | undefined,
): string {
  if (target) return target;
  const [script, root] = ENTRY_VARIABLES.map(variable);
  const entry = script
    ? isAbsolute(script) ? script : join(root ?? "", script)
    : root
    ? USUAL_SCRIPTS.map((name) => join(root, name)).find(existsSync)
    : undefined;
  const named = entry ?? variable(MODEL_VARIABLE);
  if (named) return named;
  throw new ConfigurationError(
    `Cannot tell what to serve: name a model, a module or a deployment .yml, as in "samla serve model", or set ${MODEL_VARIABLE}`,
  );
}

/**
 * Reads variables as a command line has them that names a model's folder.
 *
 * @param modelDir What `--model-dir` says, if it does.
 * @param variable Reads a variable.
 * @returns Reads a variable; that of the model's folder as the command line says it.
 */
export function withModelDir(
  modelDir: string | undefined,
  variable: (name: string) => string | undefined,
): (name: string) => string | undefined {
  return (name) =>
    name === MODEL_VARIABLE && modelDir !== undefined
      ? modelDir
      : variable(name);
}
