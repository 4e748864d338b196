import { WireWriter } from "../../../mlflow/onnx/wire_writer.ts";

/** A node of a test's graph. */
export interface TestNode {
  readonly type: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole-number attributes. */
  readonly integers?: Readonly<Record<string, number>>;
  /** Attributes that are lists of whole numbers. */
  readonly integerLists?: Readonly<Record<string, readonly number[]>>;
  /** Attributes that are lists of texts. */
  readonly strings?: Readonly<Record<string, readonly string[]>>;
}

/** A weight of a test's graph. */
export interface TestWeight {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly raw?: Uint8Array<ArrayBuffer>;
  /** Entries of the reference to a file of its own. */
  readonly external?: Readonly<Record<string, string>>;
}

/** An input or output of a test's graph; a dimension of -1 is any. */
export interface TestValue {
  readonly name: string;
  readonly type: number;
  readonly dims?: readonly number[];
}

/** The numbers of ONNX's element types. */
export const ONNX_TYPES = {
  float: 1,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  bfloat16: 16,
} as const;

/** Writes an ONNX file, as small as a test needs it. */
export function buildGraph(parts: {
  readonly nodes: readonly TestNode[];
  readonly inputs: readonly TestValue[];
  readonly outputs: readonly TestValue[];
  readonly weights?: readonly TestWeight[];
}): Uint8Array<ArrayBuffer> {
  const graph = new WireWriter();
  for (const node of parts.nodes) graph.bytes(1, nodeOf(node));
  graph.text(2, "graph");
  for (const weight of parts.weights ?? []) graph.bytes(5, weightOf(weight));
  for (const input of parts.inputs) graph.bytes(11, valueOf(input));
  for (const output of parts.outputs) graph.bytes(12, valueOf(output));
  return new WireWriter().integer(1, 10).bytes(7, graph)
    .bytes(8, new WireWriter().integer(2, 21))
    .bytes(8, new WireWriter().text(1, "ai.onnx.ml").integer(2, 3)).finish();
}

function nodeOf(node: TestNode): WireWriter {
  const message = new WireWriter();
  for (const input of node.inputs) message.text(1, input);
  for (const output of node.outputs) message.text(2, output);
  message.text(4, node.type);
  for (const [name, value] of Object.entries(node.integers ?? {})) {
    message.bytes(
      5,
      new WireWriter().text(1, name).integer(3, value).integer(20, 2),
    );
  }
  for (const [name, values] of Object.entries(node.integerLists ?? {})) {
    const attribute = new WireWriter().text(1, name);
    for (const value of values) attribute.integer(8, value);
    message.bytes(5, attribute.integer(20, 7));
  }
  for (const [name, values] of Object.entries(node.strings ?? {})) {
    const attribute = new WireWriter().text(1, name);
    for (const value of values) attribute.text(9, value);
    message.bytes(5, attribute.integer(20, 8));
  }
  if (node.domain !== undefined) message.text(7, node.domain);
  return message;
}

function weightOf(weight: TestWeight): WireWriter {
  const message = new WireWriter();
  for (const dim of weight.dims) message.integer(1, dim);
  message.integer(2, weight.type).text(8, weight.name);
  if (weight.raw !== undefined) message.bytes(9, weight.raw);
  if (weight.external === undefined) return message;
  for (const [key, value] of Object.entries(weight.external)) {
    message.bytes(13, new WireWriter().text(1, key).text(2, value));
  }
  return message.integer(14, 1);
}

function valueOf(value: TestValue): WireWriter {
  const tensor = new WireWriter().integer(1, value.type);
  if (value.dims !== undefined) {
    const shape = new WireWriter();
    for (const dim of value.dims) {
      const size = dim === -1
        ? new WireWriter().text(2, "any")
        : new WireWriter().integer(1, dim);
      shape.bytes(1, size);
    }
    tensor.bytes(2, shape);
  }
  return new WireWriter().text(1, value.name)
    .bytes(2, new WireWriter().bytes(1, tensor));
}
