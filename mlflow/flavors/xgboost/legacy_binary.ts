import type { Bytes } from "../../artifact_store.ts";
import { ModelError } from "../../errors.ts";

const LITTLE_ENDIAN = true;
const LEARNER_BYTES = 136;
const TREES_BYTES = 160;
const TREE_BYTES = 148;
const NODE_BYTES = 20;
const STATISTICS_BYTES = 16;
const LINEAR_BYTES = 136;

/**
 * Reads the binary format that XGBoost wrote before 2.1 (as `model.xgb`) and
 * that it can no longer read since 3.1, into the document that the JSON format
 * would have held. It has no feature names and no categorical splits.
 *
 * Source of the format: the structures of XGBoost 1.7's `learner.cc`,
 * `gbtree_model.h`, `tree_model.h` and `gblinear_model.h`; little-endian.
 *
 * @param bytes The whole file.
 * @param path The file, for messages.
 * @throws {ModelError} If the bytes are not such a model.
 */
export function parseLegacyBinary(bytes: Bytes, path: string): unknown {
  const reader = new LegacyReader(bytes, path);
  if (bytes[0] === 0x62 && reader.ascii(4) !== "binf") reader.back(4);
  const learner = reader.numbers(LEARNER_BYTES);
  const [objective, booster] = [reader.name(), reader.name()];
  const features = learner.getUint32(4, LITTLE_ENDIAN);
  const classes = learner.getInt32(8, LITTLE_ENDIAN);
  const targets = learner.getInt32(28, LITTLE_ENDIAN);
  const [major, minor] = [
    learner.getUint32(20, LITTLE_ENDIAN),
    learner.getUint32(24, LITTLE_ENDIAN),
  ];
  const gradientBooster = booster === "gblinear"
    ? linearBooster(reader)
    : treeBooster(reader, booster);
  return {
    version: [major, minor, 0],
    learner: {
      attributes: learner.getInt32(12, LITTLE_ENDIAN) === 0
        ? {}
        : attributes(reader),
      "learner_model_param": {
        "base_score": learner.getFloat32(0, LITTLE_ENDIAN),
        "num_class": classes,
        "num_feature": features,
        "num_target": targets,
      },
      objective: { name: objective },
      "gradient_booster": gradientBooster,
    },
  };
}

function treeBooster(reader: LegacyReader, name: string): unknown {
  const params = reader.numbers(TREES_BYTES);
  const count = params.getInt32(0, LITTLE_ENDIAN);
  reader.expect(count, TREE_BYTES + NODE_BYTES + STATISTICS_BYTES);
  const trees: unknown[] = [];
  for (let tree = 0; tree < count; tree++) trees.push(readTree(reader));
  const model = {
    "gbtree_model_param": {
      "num_parallel_tree": params.getInt32(4, LITTLE_ENDIAN),
    },
    trees,
    "tree_info": reader.int32s(count),
  };
  if (name !== "dart") return { name, model };
  return {
    name,
    gbtree: { model },
    "weight_drop": count === 0 ? [] : reader.float32s(reader.length(4)),
  };
}

function readTree(reader: LegacyReader): unknown {
  const params = reader.numbers(TREE_BYTES);
  const count = params.getInt32(4, LITTLE_ENDIAN);
  reader.expect(count, NODE_BYTES + STATISTICS_BYTES);
  const left = new Int32Array(count);
  const right = new Int32Array(count);
  const feature = new Int32Array(count);
  const defaultLeft = new Uint8Array(count);
  const condition = new Float32Array(count);
  const nodes = reader.numbers(count * NODE_BYTES);
  for (let node = 0; node < count; node++) {
    const at = node * NODE_BYTES;
    left[node] = nodes.getInt32(at + 4, LITTLE_ENDIAN);
    right[node] = nodes.getInt32(at + 8, LITTLE_ENDIAN);
    const split = nodes.getUint32(at + 12, LITTLE_ENDIAN);
    feature[node] = split & 0x7fffffff;
    defaultLeft[node] = split >>> 31;
    condition[node] = nodes.getFloat32(at + 16, LITTLE_ENDIAN);
  }
  reader.numbers(count * STATISTICS_BYTES);
  return {
    "tree_param": { "size_leaf_vector": params.getInt32(20, LITTLE_ENDIAN) },
    "left_children": left,
    "right_children": right,
    "split_indices": feature,
    "default_left": defaultLeft,
    "split_conditions": condition,
  };
}

function linearBooster(reader: LegacyReader): unknown {
  reader.numbers(LINEAR_BYTES);
  return {
    name: "gblinear",
    model: { weights: reader.float32s(reader.length(4)) },
  };
}

function attributes(reader: LegacyReader): unknown {
  const entries = new Map<string, string>();
  const count = reader.length(16);
  for (let i = 0; i < count; i++) entries.set(reader.text(), reader.text());
  return Object.fromEntries(entries);
}

class LegacyReader {
  #bytes: Bytes;
  #path: string;
  #at = 0;

  constructor(bytes: Bytes, path: string) {
    this.#bytes = bytes;
    this.#path = path;
  }

  back(length: number): void {
    this.#at -= length;
  }

  /** The next bytes as numbers of any type. */
  numbers(length: number): DataView {
    const at = this.#take(length);
    return new DataView(
      this.#bytes.buffer,
      this.#bytes.byteOffset + at,
      length,
    );
  }

  int32s(count: number): Int32Array {
    const view = this.numbers(count * 4);
    const result = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      result[i] = view.getInt32(i * 4, LITTLE_ENDIAN);
    }
    return result;
  }

  float32s(count: number): Float32Array {
    const view = this.numbers(count * 4);
    const result = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      result[i] = view.getFloat32(i * 4, LITTLE_ENDIAN);
    }
    return result;
  }

  /** A count of things that take some bytes each. */
  length(bytesEach: number): number {
    const length = Number(this.numbers(8).getBigUint64(0, LITTLE_ENDIAN));
    this.expect(length, bytesEach);
    return length;
  }

  text(): string {
    return this.ascii(this.length(1));
  }

  /** A short name: what tells a model from anything else. */
  name(): string {
    const length = this.length(1);
    const text = length > 64 ? "" : this.ascii(length);
    if (/^[a-z0-9_:]+$/.test(text)) return text;
    throw new ModelError(
      `Cannot read "${this.#path}": it is an XGBoost model neither as JSON, nor as UBJSON, nor in the binary format from before 2.1`,
    );
  }

  ascii(length: number): string {
    const at = this.#take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  /** Refuses a count that the rest of the file cannot hold. */
  expect(count: number, bytesEach: number): void {
    if (count < 0 || this.#at + count * bytesEach > this.#bytes.length) {
      throw new ModelError(
        `Cannot read "${this.#path}": it says ${count} entries of ${bytesEach} bytes or more at byte ${this.#at}, but has ${this.#bytes.length} bytes`,
      );
    }
  }

  #take(length: number): number {
    this.expect(length, 1);
    this.#at += length;
    return this.#at - length;
  }
}
