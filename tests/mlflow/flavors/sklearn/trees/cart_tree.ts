import { Tensor } from "../../../../../frame/mod.ts";
import {
  type NumpyField,
  parseDType,
} from "../../../../../mlflow/python/numpy_dtype.ts";
import {
  PythonObject,
  type PythonValue,
} from "../../../../../mlflow/python/python_object.ts";
import { StructuredArray } from "../../../../../mlflow/python/structured_array.ts";

/** A node of a tree as scikit-learn 1.3 and later have it. */
export interface CartNode {
  readonly left: number;
  readonly right: number;
  readonly feature?: number;
  readonly threshold?: number;
  readonly missingLeft?: number;
  /** The values of all outputs and classes. */
  readonly values: readonly number[];
}

const LITTLE_ENDIAN = true;

const FIELDS: readonly (readonly [string, string])[] = [
  ["left_child", "<i8"],
  ["right_child", "<i8"],
  ["feature", "<i8"],
  ["threshold", "<f8"],
  ["missing_go_to_left", "|u1"],
];

/** The `tree_` of an estimator of one output, as a reader would give it; its file may lie about its classes. */
export function cartTree(
  nodes: readonly CartNode[],
  columns: number,
  classes: number = nodes[0]?.values.length ?? 1,
): PythonObject {
  const counts = new Tensor("int64", [1], BigInt64Array.of(BigInt(classes)));
  const values = Float64Array.from(nodes.flatMap((node) => node.values));
  return new PythonObject(
    "sklearn.tree._tree",
    "Tree",
    [columns, counts, 1],
    new Map<string, PythonValue>([
      ["nodes", records(nodes)],
      ["values", new Tensor("float64", [values.length], values)],
    ]),
  );
}

function records(nodes: readonly CartNode[]): StructuredArray {
  const fields = new Map<string, NumpyField>();
  let offset = 0;
  for (const [name, type] of FIELDS) {
    const dtype = parseDType(type);
    fields.set(name, { dtype, offset });
    offset += dtype.itemBytes;
  }
  const bytes = new Uint8Array(nodes.length * offset);
  const view = new DataView(bytes.buffer);
  nodes.forEach((node, i) => {
    const at = i * offset;
    view.setBigInt64(at, BigInt(node.left), LITTLE_ENDIAN);
    view.setBigInt64(at + 8, BigInt(node.right), LITTLE_ENDIAN);
    view.setBigInt64(at + 16, BigInt(node.feature ?? -2), LITTLE_ENDIAN);
    view.setFloat64(at + 24, node.threshold ?? -2, LITTLE_ENDIAN);
    view.setUint8(at + 32, node.missingLeft ?? 0);
  });
  const dtype = {
    name: "void",
    kind: "V",
    itemBytes: offset,
    bigEndian: false,
    fields,
  } as const;
  return new StructuredArray(bytes, dtype, [nodes.length]);
}
