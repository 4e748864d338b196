import { basename, dirname } from "node:path";

/** The variables by which Azure ML tells a script where it is, and where its model is. */
export const SCRIPT_VARIABLES = [
  "AZUREML_MODEL_DIR",
  "AML_APP_ROOT",
  "AZUREML_ENTRY_SCRIPT",
] as const;

/** What a script is told. */
export interface ScriptSurroundings {
  /** The script, absolute. */
  readonly path: string;
  /** Its model's folder; empty if it has none. */
  readonly modelDir: string;
  /** The `environment_variables` of its deployment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The variables that a script sees, as in a container of Azure ML: those of
 * its deployment, and where it and its model are.
 *
 * @param surroundings The script.
 * @returns The variables.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scriptVariables } from "./script_variables.ts";
 *
 * const variables = scriptVariables({
 *   path: "/code/score.ts",
 *   modelDir: "",
 *   environment: { REGION: "west" },
 * });
 * assertEquals(variables, {
 *   REGION: "west",
 *   AML_APP_ROOT: "/code",
 *   AZUREML_ENTRY_SCRIPT: "score.ts",
 * });
 * ```
 */
export function scriptVariables(
  { path, modelDir, environment }: ScriptSurroundings,
): Readonly<Record<string, string>> {
  return {
    ...environment,
    ...(modelDir === "" ? {} : { "AZUREML_MODEL_DIR": modelDir }),
    "AML_APP_ROOT": dirname(path),
    "AZUREML_ENTRY_SCRIPT": basename(path),
  };
}

/**
 * Sets variables of the process, as far as it may.
 *
 * @param variables The variables.
 * @returns The names of those that it may not set.
 */
export function setVariables(
  variables: Readonly<Record<string, string>>,
): readonly string[] {
  const refused: string[] = [];
  for (const [name, value] of Object.entries(variables)) {
    const permission = { name: "env", variable: name } as const;
    if (Deno.permissions.querySync(permission).state === "granted") {
      Deno.env.set(name, value);
    } else refused.push(name);
  }
  return refused;
}
