import { ModelError } from "../../errors.ts";
import type { GraphOutline } from "../../onnx/graph_outline.ts";

/** The domains whose operators the engines have; every other needs native code of its own. */
const DOMAINS: ReadonlySet<string> = new Set([
  "ai.onnx.ml",
  "ai.onnx.training",
  "ai.onnx.preview",
  "ai.onnx.preview.training",
  "com.microsoft",
]);

/** The element types that cannot be served, by their ONNX numbers. */
const TYPES: Readonly<Record<number, string>> = {
  14: "complex64",
  15: "complex128",
  16: "bfloat16",
};

/**
 * Refuses a graph that no engine can run, before one tries.
 *
 * @param outline What the graph is made of.
 * @param path The graph's file, for messages.
 * @throws {ModelError} With every unknown operator by name, or the input that is not a tensor.
 */
export function checkGraph(outline: GraphOutline, path: string): void {
  const unknown = [...outline.operators.keys()].filter((operator) =>
    !outline.functions.has(operator) && !isKnown(operator)
  );
  if (unknown.length > 0) {
    throw new ModelError(
      `Cannot serve "${path}": it needs operators that are not part of ONNX: ${
        unknown.join(", ")
      }`,
    );
  }
  for (const { name, kind } of outline.inputs) {
    if (kind !== "tensor") {
      throw new ModelError(
        `Cannot serve "${path}": its input "${name}" is a value of kind "${kind}", expected a tensor`,
      );
    }
  }
  for (const { name, elementType } of [...outline.inputs, ...outline.outputs]) {
    // 0 is not said, which only outputs may be; from 1 to 13 are those with a JavaScript array.
    if (elementType > 13) {
      throw new ModelError(
        `Cannot serve "${path}": the elements of "${name}" are ${
          TYPES[elementType] ?? `of type ${elementType}`
        }, which no array here holds; add a Cast to float`,
      );
    }
  }
  const names = [...outline.inputs, ...outline.outputs].map(({ name }) => name);
  if (names.includes("__proto__")) {
    throw new ModelError(
      `Cannot serve "${path}": an input or output is named "__proto__"`,
    );
  }
}

function isKnown(operator: string): boolean {
  const end = operator.lastIndexOf(".");
  return end === -1 || DOMAINS.has(operator.slice(0, end));
}
