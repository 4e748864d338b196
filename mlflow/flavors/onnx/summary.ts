import type { ModelSummary } from "../../flavor.ts";
import type { FlavorConfig } from "../../mlmodel.ts";
import type { GraphOutline } from "../../onnx/graph_outline.ts";

/**
 * What a person may want to know of a graph.
 *
 * @param outline What it is made of.
 * @param options The flavor's entry in `MLmodel`, and the name of the engine.
 * @returns The library that wrote it, and its operators by how often they are used.
 */
export function summarise(
  outline: GraphOutline,
  options: { readonly config: FlavorConfig; readonly engine: string },
): ModelSummary {
  const { config, engine } = options;
  const version = config["onnx_version"];
  const opsets = [...outline.opsets].map(([domain, set]) => `${domain} ${set}`);
  let count = 0;
  for (const uses of outline.operators.values()) count += uses;
  const operators = [...outline.operators].map(([name, uses]) =>
    uses === 1 ? `  ${name}` : `  ${name} × ${uses}`
  );
  return {
    library: outline.producer === ""
      ? `onnx ${typeof version === "string" ? version : ""}`.trim()
      : outline.producer,
    structure: [
      `graph of ${count} operators (${opsets.join(", ")}), run by ${engine}`,
      ...operators,
    ],
  };
}
