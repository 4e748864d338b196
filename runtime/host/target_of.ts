import { ConfigurationError } from "./configuration_error.ts";

/** The variable by which Azure ML says where a container's model is. */
export const MODEL_VARIABLE = "AZUREML_MODEL_DIR";

/**
 * What is served: what the command line names, else the model that Azure ML
 * put into the container.
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
 * assertEquals(targetOf(undefined, () => "/models/iris"), "/models/iris");
 * assertEquals(targetOf("score.ts", () => "/models/iris"), "score.ts");
 * ```
 */
export function targetOf(
  target: string | undefined,
  variable: (name: string) => string | undefined,
): string {
  const named = target ?? variable(MODEL_VARIABLE);
  if (named) return named;
  throw new ConfigurationError(
    `Cannot tell what to serve: name a model, a module or a deployment .yml, as in "samla serve model", or set ${MODEL_VARIABLE}`,
  );
}
