import { ModelError } from "../errors.ts";
import { readValueInfo, type ValueOutline } from "./graph_outline.ts";
import { type NodeOutline, readNode } from "./node_outline.ts";
import { type Bytes, WireReader } from "./wire_reader.ts";
import { rewrite, WireWriter } from "./wire_writer.ts";

const FLOAT = 1;
const DEFAULT_OPSET = 13;
const UTF8 = new TextEncoder();

/** The label of a column of a tensor. */
export interface ColumnLabel {
  readonly label: string;
  readonly column: number;
}

/** How one output of a model is put together from what the plain graph gives. */
export type OutputPlan =
  /** The tensor that the graph gives under another name, or the same. */
  | {
    readonly kind: "tensor";
    readonly name: string;
    readonly from: string;
  }
  /** A map a row, from a tensor of one column a label. */
  | {
    readonly kind: "maps";
    readonly name: string;
    /** The labels in the order of a map's entries. */
    readonly labels: readonly ColumnLabel[];
  }
  /** A list of the tensors of these names. */
  | {
    readonly kind: "list";
    readonly name: string;
    readonly parts: readonly string[];
  };

/** A graph whose outputs are all tensors, and how the model's own come of them. */
export interface PlainGraph {
  readonly model: Bytes;
  readonly outputs: readonly OutputPlan[];
}

/**
 * Rewrites a graph so that every output is a tensor, which is all that the
 * JavaScript engines can hand out. A `ZipMap` becomes an `Identity` and its
 * labels go into the plan; a list of tensors is given out part by part, or
 * stacked where its parts are not known before it runs.
 *
 * @param model An ONNX file.
 * @returns The rewritten file and the plan of the model's outputs, in order.
 * @throws {ModelError} If an output is something that cannot be given out.
 */
export function plainOutputs(model: Bytes): PlainGraph {
  const graph = graphOf(model);
  const { nodes, outputs } = scan(graph);
  if (outputs.every((output) => output.kind === "tensor")) {
    return {
      model,
      outputs: outputs.map(({ name }) => ({
        kind: "tensor",
        name,
        from: name,
      })),
    };
  }
  const makers = new Map<string, NodeOutline>();
  for (const node of nodes) {
    for (const output of node.outputs) makers.set(output, node);
  }
  const additions = new WireWriter();
  const plans = outputs.map((output) =>
    planOf(output, makers.get(output.name), additions)
  );
  const zipped = new Set(
    plans.filter(({ kind }) => kind === "maps").map(({ name }) => name),
  );
  const edited = rewrite(graph, (field) => {
    if (field.field === 1) return unzip(field.bytes(), zipped);
    if (field.field !== 12) return "keep";
    const output = readValueInfo(field.bytes());
    if (output.kind === "tensor") return "keep";
    return zipped.has(output.name) ? valueInfo(output.name, FLOAT) : "drop";
  }) ?? new WireWriter().raw(graph);
  edited.raw(additions.finish());
  const result = rewrite(
    model,
    (field) => field.field === 7 ? edited : "keep",
  ) ?? new WireWriter().raw(model);
  if (!hasDefaultOpset(model)) {
    result.bytes(8, new WireWriter().integer(2, DEFAULT_OPSET));
  }
  return { model: result.finish(), outputs: plans };
}

function planOf(
  output: ValueOutline,
  maker: NodeOutline | undefined,
  additions: WireWriter,
): OutputPlan {
  const { name, kind } = output;
  if (kind === "tensor") return { kind, name, from: name };
  if (kind === "sequence of maps" && isZipMap(maker)) {
    return { kind: "maps", name, labels: labelsOf(maker, name) };
  }
  if (kind === "sequence of tensors") {
    return maker?.type === "SequenceConstruct" && maker.domain === ""
      ? { kind: "list", name, parts: exposeParts(output, maker, additions) }
      : { kind: "tensor", name, from: stack(output, additions) };
  }
  throw new ModelError(
    `Cannot serve output "${name}" of the ONNX graph: it is a value of kind "${kind}"${
      maker === undefined ? "" : ` made by ${maker.type}`
    }, expected tensors, lists of tensors, or the maps of a ZipMap`,
  );
}

function labelsOf(
  zipMap: NodeOutline,
  output: string,
): readonly ColumnLabel[] {
  const strings = zipMap.strings.get("classlabels_strings");
  const integers = zipMap.integers.get("classlabels_int64s") ?? [];
  const labels = strings ?? integers.map(String);
  if (labels.includes("__proto__")) {
    throw new ModelError(
      `Cannot serve output "${output}" of the ONNX graph: a class label is "__proto__"`,
    );
  }
  const columns = labels.map((label, column) => ({ label, column }));
  // The runtime's maps are sorted: numbers by value, text by its UTF-8 bytes.
  return strings === undefined
    ? columns.sort((a, b) => integers[a.column]! < integers[b.column]! ? -1 : 1)
    : columns.sort((a, b) => compareUtf8(a.label, b.label));
}

function compareUtf8(a: string, b: string): number {
  const first = UTF8.encode(a);
  const second = UTF8.encode(b);
  const length = Math.min(first.length, second.length);
  for (let i = 0; i < length; i++) {
    if (first[i] !== second[i]) return first[i]! - second[i]!;
  }
  return first.length - second.length;
}

function exposeParts(
  output: ValueOutline,
  maker: NodeOutline,
  additions: WireWriter,
): readonly string[] {
  return maker.inputs.map((input, i) => {
    const name = `${output.name}/part/${i}`;
    additions.bytes(
      1,
      new WireWriter().text(1, input).text(2, name).text(4, "Identity"),
    );
    additions.bytes(12, valueInfo(name, output.elementType));
    return name;
  });
}

function stack(output: ValueOutline, additions: WireWriter): string {
  const name = `${output.name}/stacked`;
  additions.bytes(
    1,
    new WireWriter().text(1, output.name).text(2, name)
      .text(4, "ConcatFromSequence")
      .bytes(5, integerAttribute("axis", 0))
      .bytes(5, integerAttribute("new_axis", 1)),
  );
  additions.bytes(12, valueInfo(name, output.elementType));
  return name;
}

function unzip(node: Bytes, zipped: ReadonlySet<string>): WireWriter | "keep" {
  const outline = readNode(node);
  const [input] = outline.inputs;
  const [output] = outline.outputs;
  const isZipped = isZipMap(outline) && output !== undefined &&
    zipped.has(output) && input !== undefined;
  return isZipped
    ? new WireWriter().text(1, input).text(2, output).text(4, "Identity")
    : "keep";
}

function isZipMap(node: NodeOutline | undefined): node is NodeOutline {
  return node?.type === "ZipMap" && node.domain === "ai.onnx.ml";
}

function valueInfo(name: string, elementType: number): WireWriter {
  const tensor = new WireWriter().integer(1, elementType);
  return new WireWriter().text(1, name)
    .bytes(2, new WireWriter().bytes(1, tensor));
}

function integerAttribute(name: string, value: number): WireWriter {
  const INT = 2;
  return new WireWriter().text(1, name).integer(3, value).integer(20, INT);
}

function graphOf(model: Bytes): Bytes {
  const reader = new WireReader(model);
  while (reader.next()) if (reader.field === 7) return reader.bytes();
  throw new ModelError("Cannot read the ONNX graph: there is none in the file");
}

function scan(
  graph: Bytes,
): { nodes: readonly NodeOutline[]; outputs: readonly ValueOutline[] } {
  const nodes: NodeOutline[] = [];
  const outputs: ValueOutline[] = [];
  const reader = new WireReader(graph);
  while (reader.next()) {
    if (reader.field === 1) nodes.push(readNode(reader.bytes()));
    else if (reader.field === 12) outputs.push(readValueInfo(reader.bytes()));
  }
  return { nodes, outputs };
}

function hasDefaultOpset(model: Bytes): boolean {
  const reader = new WireReader(model);
  while (reader.next()) {
    if (reader.field !== 8) continue;
    const opset = new WireReader(reader.bytes());
    let domain = "";
    while (opset.next()) if (opset.field === 1) domain = opset.text();
    if (domain === "" || domain === "ai.onnx") return true;
  }
  return false;
}
