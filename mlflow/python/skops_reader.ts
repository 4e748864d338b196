import { isRecord } from "../../ground/is_record.ts";
import { Tensor } from "../../frame/mod.ts";
import type { Bytes } from "../artifact_store.ts";
import { ModelError } from "../errors.ts";
import { plainScalar } from "./construct_object.ts";
import { arrayOfObjects } from "./array_layout.ts";
import { globalName, isKnownGlobal } from "./known_global.ts";
import {
  type PythonName,
  PythonObject,
  type PythonValue,
} from "./python_object.ts";
import { dictKey, dtypeKind, skopsPlainValue } from "./skops_plain_value.ts";
import { readNpy } from "./read_npy.ts";
import { COST, type SizeBudget } from "./size_budget.ts";
import { sparseMatrixOf } from "./sparse_matrix.ts";
import type { StructuredArray } from "./structured_array.ts";

/** A node that is deeper than this is refused. */
const MAX_DEPTH = 400;

/** A node of `schema.json`, not looked at yet. */
type Json = unknown;
type Node = Readonly<Record<string, Json>>;

/** What the nodes of one file are read with. */
export interface SkopsSession {
  readonly location: string;
  readonly budget: SizeBudget;
  /** The files beside the schema, by name. */
  readonly files: ReadonlyMap<string, Bytes>;
  /** The files within each `.npz` file. */
  readonly archives: ReadonlyMap<string, ReadonlyMap<string, Bytes>>;
  /** Names that models do not consist of, by module and name. */
  readonly foreign: Map<string, PythonName>;
}

/** Reads the nodes of a skops file to inert data. */
export class SkopsReader {
  readonly #session: SkopsSession;
  readonly #values = new Map<Json, PythonValue>();
  readonly #arrays = new Map<string, Tensor | StructuredArray>();
  #depth = 0;

  /** Makes the reader of one file. */
  constructor(session: SkopsSession) {
    this.#session = session;
  }

  /**
   * Reads a node and what is in it; one that was read before is the same value.
   *
   * @param json The node.
   * @returns What it says.
   * @throws {ModelError} If it is not a node, or one that is not known.
   */
  read(json: Json): PythonValue {
    const node = this.#object(json);
    const id = node["__id__"] ?? null;
    const known = id === null ? undefined : this.#values.get(id);
    if (known !== undefined) return known;
    this.#session.budget.takeMemory(COST.dict);
    if (++this.#depth > MAX_DEPTH) {
      throw this.#error(`its nodes are more than ${MAX_DEPTH} levels deep`);
    }
    const value = this.#node(node);
    this.#depth--;
    if (id !== null) this.#values.set(id, value);
    return value;
  }

  #node(node: Node): PythonValue {
    const loader = node["__loader__"];
    const content = node["content"];
    switch (loader) {
      case "JsonNode":
        return skopsPlainValue(this.#text(content), this.#session.location);
      case "DictNode":
        return this.#dict(node);
      case "DefaultDictNode":
        return this.read(this.#object(content)["main"]);
      case "ListNode":
      case "TupleNode":
      case "SetNode":
        return this.#items(content).map((item) => this.read(item));
      case "NdArrayNode":
        return this.#array(node);
      case "MaskedArrayNode":
        return this.read(this.#object(content)["data"]);
      case "SparseMatrixNode":
        return this.#sparse(this.#text(node["file"]));
      case "DTypeNode":
        return this.#dtype(content);
      case "TypeNode":
        return this.#name(node);
      case "FunctionNode":
        return this.#function(node);
      case "SliceNode": {
        const { start, stop, step } = this.#object(content);
        const parts = [start, stop, step].map((part) => this.#bound(part));
        return new PythonObject("builtins", "slice", parts, new Map());
      }
      case "PartialNode":
        return this.#partial(this.#object(content));
      case "BytesNode":
      case "BytearrayNode":
        return this.#file(this.#text(node["file"]));
      case "MethodNode":
        throw this.#error(
          "it holds a method of an object, which is not read; this needs Python",
        );
      default:
        return this.#instance(node);
    }
  }

  /** Objects of classes, whatever node holds them. */
  #instance(node: Node): PythonValue {
    const { module, name } = this.#name(node);
    const content = node["content"] ?? null;
    const attributes = new Map<string, PythonValue>();
    const make = (args: readonly PythonValue[]): PythonObject =>
      new PythonObject(module, name, args, attributes);
    switch (node["__loader__"]) {
      case "TreeNode":
      case "LossNode":
      // The losses of stochastic gradient descent, until skops 0.10.
      case "SGDNode":
      case "ObjectNode":
        if (content !== null) this.#setState(attributes, this.read(content));
        return make(this.#constructorArgs(node["__reduce__"] ?? null));
      case "RandomStateNode":
      case "RandomGeneratorNode":
        return make([]);
      case "OperatorFuncNode":
        return make(this.#argumentsOf(this.read(node["attrs"])));
      case "ConstructorFromReduceNode":
        return make(this.#argumentsOf(this.read(content)));
      default:
        throw this.#error(
          `the node ${
            JSON.stringify(node["__loader__"] ?? null).slice(0, 60)
          } of ${module}.${name} is not known`,
        );
    }
  }

  #constructorArgs(reduce: Json): PythonValue[] {
    if (reduce === null) return [];
    return this.#argumentsOf(this.read(this.#object(reduce)["args"]));
  }

  #argumentsOf(value: PythonValue): PythonValue[] {
    if (Array.isArray(value)) return value;
    throw this.#error("the arguments of an object are not a list");
  }

  #setState(attributes: Map<string, PythonValue>, state: PythonValue): void {
    if (state === null) return;
    if (!(state instanceof Map)) {
      attributes.set("__setstate__", state);
      return;
    }
    for (const [key, value] of state) {
      if (typeof key !== "string") {
        throw this.#error("an attribute has no name");
      }
      attributes.set(key, value);
    }
  }

  #dict(node: Node): Map<PythonValue, PythonValue> {
    const entries = Object.entries(this.#object(node["content"]));
    const types = this.#items(this.#object(node["key_types"])["content"])
      .map((type) => String(this.#object(type)["__class__"]));
    if (types.length !== entries.length) {
      throw this.#error(
        `a dict has ${entries.length} keys and ${types.length} types of keys`,
      );
    }
    const isMixed = types.some((type) => type !== types[0]);
    const dict = new Map<PythonValue, PythonValue>();
    for (let i = 0; i < entries.length; i++) {
      const [key, value] = entries[i]!;
      // JSON objects do not keep the place of keys that look like numbers.
      if (isMixed && /^\d+$/.test(key)) {
        throw this.#error("a dict mixes numbers and other keys");
      }
      dict.set(dictKey(key, types[i]!), this.read(value));
    }
    return dict;
  }

  #array(node: Node): PythonValue {
    if (node["type"] === "json") {
      const shape = this.#argumentsOf(this.read(node["shape"])).map(Number);
      const items = this.#flatten(node["content"], shape.length);
      const dtype = {
        name: "object",
        kind: "O",
        itemBytes: 8,
        bigEndian: false,
      } as const;
      return arrayOfObjects(items, { dtype, shape, fortranOrder: false });
    }
    const array = this.#npy(this.#text(node["file"]));
    const isScalar = node["__class__"] !== "ndarray" &&
      array instanceof Tensor && array.shape.length === 0;
    return isScalar ? plainScalar(array) : array;
  }

  #flatten(content: Json, levels: number): PythonValue[] {
    const items = this.#items(content);
    if (levels <= 1) return items.map((item) => this.read(item));
    const flat: PythonValue[] = [];
    for (const item of items) {
      const inner = this.#flatten(this.#object(item)["content"], levels - 1);
      for (const value of inner) flat.push(value);
    }
    return flat;
  }

  #npy(name: string): Tensor | StructuredArray {
    const known = this.#arrays.get(name);
    if (known !== undefined) return known;
    const location = `${this.#session.location}, file "${name}"`;
    const array = readNpy(this.#file(name), location);
    this.#arrays.set(name, array);
    return array;
  }

  #sparse(name: string): PythonValue {
    const files = this.#session.archives.get(name);
    if (files === undefined) throw this.#error(`there is no file "${name}"`);
    const part = (member: string): Tensor | null => {
      const bytes = files.get(`${member}.npy`);
      if (bytes === undefined) return null;
      const array = readNpy(bytes, `${this.#session.location}, file "${name}"`);
      return array instanceof Tensor ? array : null;
    };
    const format = part("format")?.data[0];
    return sparseMatrixOf({
      format: format instanceof Uint8Array
        ? String.fromCharCode(...format.subarray(0, 10))
        : String(format),
      shape: part("shape"),
      indptr: part("indptr"),
      indices: part("indices"),
      data: part("data"),
    }, this.#session.budget);
  }

  #dtype(content: Json): PythonValue {
    const array = this.read(content);
    const attributes = new Map<string, PythonValue>();
    if (array instanceof Tensor) {
      attributes.set("name", array.dtype);
      attributes.set("kind", dtypeKind(array.dtype));
    }
    return new PythonObject("numpy", "dtype", [], attributes);
  }

  #name(node: Node): PythonName {
    return this.#global(node["__module__"], node["__class__"]);
  }

  #function(node: Node): PythonName {
    const content = node["content"] ?? null;
    if (content === null) return this.#name(node);
    // Protocol 0 says the name within the content.
    const { module_path: module, function: name } = this.#object(content);
    return this.#global(module, name);
  }

  #global(module: Json, name: Json): PythonName {
    if (typeof module !== "string" || typeof name !== "string") {
      throw this.#error("a node has no class");
    }
    const global = globalName(module, name);
    if (!isKnownGlobal(global)) {
      this.#session.foreign.set(`${module}.${name}`, global);
    }
    return global;
  }

  #partial(content: Node): PythonObject {
    const attributes = new Map<string, PythonValue>();
    attributes.set("keywords", this.read(content["kwds"]));
    const func = this.read(content["func"]);
    const args = this.#argumentsOf(this.read(content["args"]));
    return new PythonObject(
      "functools",
      "partial",
      [func, ...args],
      attributes,
    );
  }

  #bound(part: Json): PythonValue {
    if (part === null || part === undefined) return null;
    if (typeof part === "number" || typeof part === "string") return part;
    return this.read(part);
  }

  #file(name: string): Bytes {
    const bytes = this.#session.files.get(name);
    if (bytes === undefined) throw this.#error(`there is no file "${name}"`);
    return bytes;
  }

  #text(value: Json): string {
    if (typeof value === "string") return value;
    throw this.#error("a node has no content");
  }

  #items(value: Json): readonly Json[] {
    if (Array.isArray(value)) return value;
    throw this.#error("a node has no list of contents");
  }

  #object(value: Json): Node {
    if (isNode(value)) return value;
    throw this.#error("expected a node");
  }

  #error(problem: string): ModelError {
    return new ModelError(`Cannot read ${this.#session.location}: ${problem}`);
  }
}

function isNode(value: Json): value is Node {
  return isRecord(value);
}
