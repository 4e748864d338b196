import type { Session, TensorInfo } from "../../engine.ts";
import type { ModelSummary } from "../../flavor.ts";
import type { FlavorConfig } from "../../mlmodel.ts";
import type { GraphOutline } from "../../onnx/graph_outline.ts";
import type { OutputPlan } from "../../onnx/plain_outputs.ts";

/** What a summary is made of, beside the graph. */
export interface SummaryParts {
  /** The flavor's entry in `MLmodel`. */
  readonly config: FlavorConfig;
  /** The name of the engine. */
  readonly engine: string;
  /** The loaded graph. */
  readonly session: Session;
  /** How the outputs come of it. */
  readonly outputs: readonly OutputPlan[];
}

/**
 * What a person may want to know of a graph.
 *
 * @param outline What it is made of.
 * @param parts What else is known.
 * @returns The library that wrote it, its operators with how often they are used, its inputs and outputs.
 */
export function summarise(
  outline: GraphOutline,
  parts: SummaryParts,
): ModelSummary {
  const { config, engine, session, outputs } = parts;
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
      ...session.inputs.map((info) => `input "${info.name}": ${said(info)}`),
      ...outputs.map((plan) =>
        `output "${plan.name}": ${outputOf(plan, session)}`
      ),
    ],
  };
}

function outputOf(plan: OutputPlan, session: Session): string {
  switch (plan.kind) {
    case "tensor": {
      const info = session.outputs.find(({ name }) => name === plan.from);
      return info === undefined ? "" : said(info);
    }
    case "maps":
      return `a map of ${plan.labels.length} labels a row`;
    case "list":
      return `a list of ${plan.parts.length} arrays`;
  }
}

function said({ dtype, shape }: TensorInfo): string {
  if (shape === undefined) return dtype;
  const sizes = shape.map((size) => size === -1 ? "any" : String(size));
  return `${dtype} (${sizes.join(", ")})`;
}
