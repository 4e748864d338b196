import { type Bytes, WireReader } from "./wire_reader.ts";

/** What the surgery needs to know of a node. */
export interface NodeOutline {
  readonly type: string;
  /** The domain; empty for the default one. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes of a `ZipMap` that are lists of texts, by name. */
  readonly strings: ReadonlyMap<string, readonly string[]>;
  /** Attributes of a `ZipMap` that are lists of integers, by name. */
  readonly integers: ReadonlyMap<string, readonly bigint[]>;
}

/**
 * Reads one node.
 *
 * @param message A `NodeProto`.
 * @returns What it is.
 * @throws {ModelError} If the bytes are damaged.
 */
export function readNode(message: Bytes): NodeOutline {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Bytes[] = [];
  let type = "";
  let domain = "";
  const reader = new WireReader(message);
  while (reader.next()) {
    if (reader.field === 1) inputs.push(reader.text());
    else if (reader.field === 2) outputs.push(reader.text());
    else if (reader.field === 4) type = reader.text();
    else if (reader.field === 5) attributes.push(reader.bytes());
    else if (reader.field === 7) domain = reader.text();
  }
  const strings = new Map<string, readonly string[]>();
  const integers = new Map<string, readonly bigint[]>();
  if (type === "ZipMap") {
    for (const attribute of attributes) {
      readLists(attribute, strings, integers);
    }
  }
  return {
    type,
    domain: domain === "ai.onnx" ? "" : domain,
    inputs,
    outputs,
    strings,
    integers,
  };
}

function readLists(
  message: Bytes,
  strings: Map<string, readonly string[]>,
  integers: Map<string, readonly bigint[]>,
): void {
  const texts: string[] = [];
  const numbers: bigint[] = [];
  let name = "";
  const reader = new WireReader(message);
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 8) reader.int64sInto(numbers);
    else if (reader.field === 9) texts.push(reader.text());
  }
  if (texts.length > 0) strings.set(name, texts);
  if (numbers.length > 0) integers.set(name, numbers);
}
