import { ModelError } from "../errors.ts";
import { checkTrees } from "./check_trees.ts";
import { checkTensor, externalDataOf } from "./check_tensor.ts";
import { type Bytes, WireReader } from "./wire_reader.ts";

// Field numbers are those of onnx.proto, IR version 13.
const MAX_DEPTH = 32;

/** What kind of value an input or output is, as ONNX types it. */
export type ValueKind =
  | "tensor"
  | "sequence of tensors"
  | "sequence of maps"
  | "map"
  | "optional"
  | "sparse tensor"
  | "unknown";

/** An input or output of a graph, as the file declares it. */
export interface ValueOutline {
  readonly name: string;
  readonly kind: ValueKind;
  /** The element type of a tensor or of a sequence's tensors, by its ONNX number; 0 if unsaid. */
  readonly elementType: number;
}

/** What a graph is made of. */
export interface GraphOutline {
  /** What wrote the file, with its version: `skl2onnx 1.20.0`; empty if it does not say. */
  readonly producer: string;
  /** The version of each operator set by domain; the default one is `ai.onnx`. */
  readonly opsets: ReadonlyMap<string, number>;
  /** How often each operator is used, subgraphs and functions included: `Add`, `ai.onnx.ml.Scaler`. */
  readonly operators: ReadonlyMap<string, number>;
  /** The functions that the file itself defines, named as the operators. */
  readonly functions: ReadonlySet<string>;
  /** The inputs that have no initial value. */
  readonly inputs: readonly ValueOutline[];
  readonly outputs: readonly ValueOutline[];
  /** The files beside the graph that hold its weights. */
  readonly externalFiles: ReadonlySet<string>;
}

interface Draft {
  producerName: string;
  producerVersion: string;
  readonly opsets: Map<string, number>;
  readonly operators: Map<string, number>;
  readonly functions: Set<string>;
  readonly inputs: ValueOutline[];
  readonly outputs: ValueOutline[];
  readonly initialised: Set<string>;
  readonly externalFiles: Set<string>;
}

/**
 * Reads what a graph is made of, and checks that no weight claims more
 * elements than the file holds.
 *
 * @param model An ONNX file.
 * @returns The outline.
 * @throws {ModelError} If the file is damaged, nested too deep, or no ONNX model.
 */
export function outlineGraph(model: Bytes): GraphOutline {
  const draft: Draft = {
    producerName: "",
    producerVersion: "",
    opsets: new Map(),
    operators: new Map(),
    functions: new Set(),
    inputs: [],
    outputs: [],
    initialised: new Set(),
    externalFiles: new Set(),
  };
  let graphs = 0;
  const reader = new WireReader(model);
  while (reader.next()) {
    switch (reader.field) {
      case 2:
        draft.producerName = reader.text();
        break;
      case 3:
        draft.producerVersion = reader.text();
        break;
      case 7:
        graphs++;
        readGraph(reader.bytes(), draft, 0);
        break;
      case 8:
        readOpset(reader.bytes(), draft);
        break;
      case 25:
        readFunction(reader.bytes(), draft);
        break;
    }
  }
  if (graphs !== 1) {
    throw new ModelError(
      `Cannot read the ONNX graph: found ${graphs} graphs in the file, expected one`,
    );
  }
  return {
    producer: `${draft.producerName} ${draft.producerVersion}`.trim(),
    opsets: draft.opsets,
    operators: draft.operators,
    functions: draft.functions,
    inputs: draft.inputs.filter(({ name }) => !draft.initialised.has(name)),
    outputs: draft.outputs,
    externalFiles: draft.externalFiles,
  };
}

/** An operator's name with its domain in front, unless that is the default one. */
export function operatorName(domain: string, type: string): string {
  return domain === "" || domain === "ai.onnx" ? type : `${domain}.${type}`;
}

function readOpset(message: Bytes, draft: Draft): void {
  const reader = new WireReader(message);
  let domain = "";
  let version = 0;
  while (reader.next()) {
    if (reader.field === 1) domain = reader.text();
    else if (reader.field === 2) version = reader.size();
  }
  draft.opsets.set(domain === "" ? "ai.onnx" : domain, version);
}

function readGraph(message: Bytes, draft: Draft, depth: number): void {
  if (depth > MAX_DEPTH) {
    throw new ModelError(
      `Cannot read the ONNX graph: its subgraphs are nested more than ${MAX_DEPTH} deep`,
    );
  }
  const reader = new WireReader(message);
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        readNode(reader.bytes(), draft, depth);
        break;
      case 5: {
        const name = readTensor(reader.bytes(), draft);
        if (depth === 0) draft.initialised.add(name);
        break;
      }
      case 11:
        if (depth === 0) draft.inputs.push(readValueInfo(reader.bytes()));
        break;
      case 12:
        if (depth === 0) draft.outputs.push(readValueInfo(reader.bytes()));
        break;
      case 15:
        throw new ModelError(
          "Cannot serve the ONNX graph: it holds sparse weights; save it with dense ones",
        );
    }
  }
}

function readFunction(message: Bytes, draft: Draft): void {
  const reader = new WireReader(message);
  let domain = "";
  let name = "";
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 10) domain = reader.text();
    else if (reader.field === 7) readNode(reader.bytes(), draft, 0);
  }
  draft.functions.add(operatorName(domain, name));
}

function readNode(message: Bytes, draft: Draft, depth: number): void {
  const reader = new WireReader(message);
  const attributes: Bytes[] = [];
  let domain = "";
  let type = "";
  while (reader.next()) {
    if (reader.field === 4) type = reader.text();
    else if (reader.field === 7) domain = reader.text();
    else if (reader.field === 5) attributes.push(reader.bytes());
  }
  if (type.startsWith("TreeEnsemble")) checkTrees(attributes);
  for (const attribute of attributes) readAttribute(attribute, draft, depth);
  const name = operatorName(domain, type);
  draft.operators.set(name, (draft.operators.get(name) ?? 0) + 1);
}

function readAttribute(message: Bytes, draft: Draft, depth: number): void {
  const reader = new WireReader(message);
  while (reader.next()) {
    if (reader.field === 5 || reader.field === 10) {
      readTensor(reader.bytes(), draft);
    } else if (reader.field === 6 || reader.field === 11) {
      readGraph(reader.bytes(), draft, depth + 1);
    }
  }
}

function readTensor(message: Bytes, draft: Draft): string {
  const external = externalDataOf(message);
  if (external !== undefined) draft.externalFiles.add(external.location);
  return checkTensor(message);
}

/**
 * Reads the declaration of an input or output.
 *
 * @param message A `ValueInfoProto`.
 * @returns Its name and type.
 */
export function readValueInfo(message: Bytes): ValueOutline {
  const reader = new WireReader(message);
  let name = "";
  let type: Pick<ValueOutline, "kind" | "elementType"> = {
    kind: "unknown",
    elementType: 0,
  };
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) type = readType(reader.bytes());
  }
  return { name, ...type };
}

function readType(
  message: Bytes,
): Pick<ValueOutline, "kind" | "elementType"> {
  const reader = new WireReader(message);
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        return { kind: "tensor", elementType: firstInteger(reader.bytes()) };
      case 4:
        return readSequenceType(reader.bytes());
      case 5:
        return { kind: "map", elementType: 0 };
      case 8:
        return { kind: "sparse tensor", elementType: 0 };
      case 9:
        return { kind: "optional", elementType: 0 };
    }
  }
  return { kind: "unknown", elementType: 0 };
}

function readSequenceType(
  message: Bytes,
): Pick<ValueOutline, "kind" | "elementType"> {
  const sequence = new WireReader(message);
  while (sequence.next()) {
    if (sequence.field !== 1) continue;
    const item = new WireReader(sequence.bytes());
    while (item.next()) {
      if (item.field === 5) return { kind: "sequence of maps", elementType: 0 };
      if (item.field === 1) {
        return {
          kind: "sequence of tensors",
          elementType: firstInteger(item.bytes()),
        };
      }
    }
  }
  return { kind: "unknown", elementType: 0 };
}

function firstInteger(message: Bytes): number {
  const reader = new WireReader(message);
  while (reader.next()) {
    if (reader.field === 1) return reader.size();
  }
  return 0;
}
