import { type Column, DataFrame, Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../errors.ts";
import type { ModelInput, NamedTensors } from "../../flavor.ts";
import type { Label, Schema } from "../../signature.ts";
import { enforceFrame } from "../enforce_frame.ts";
import { enforceTensors } from "../enforce_tensors.ts";
import type { NamedTensor } from "./request_tensor.ts";

/** The size from which memory is given back at once, in bytes. */
const LARGE = 2 ** 20;

/**
 * What a model predicts on, of the tensors of a request. For a signature of
 * columns (and for several one-dimensional tensors without a signature) each
 * tensor is a column, or a single matrix the columns in their order; else the
 * tensors are given as they are.
 *
 * @param tensors The inputs of the request.
 * @param schema What the model takes, if it has a signature.
 * @returns The input.
 * @throws {InputError} If they do not fit the signature, or each other.
 */
export function modelInput(
  tensors: readonly NamedTensor[],
  schema: Schema | undefined,
): ModelInput {
  const [first] = tensors;
  if (first === undefined) {
    throw new InputError(`Cannot predict without "inputs"`);
  }
  if (schema?.kind === "tensors") {
    return enforceTensors(
      schema.tensors[0]?.name === undefined && tensors.length === 1
        ? first.tensor
        : byName(tensors),
      schema,
    );
  }
  if (schema === undefined) {
    if (tensors.length === 1) return first.tensor;
    return tensors.every(({ tensor }) => isColumn(tensor))
      ? new DataFrame(...columnsOf(tensors))
      : byName(tensors);
  }
  const labels = schema.columns.map(({ name }, i) => name ?? String(i));
  const names = labels.map(String);
  const isMatrix = tensors.length === 1 && first.tensor.shape.length === 2 &&
    (first.tensor.shape[1] !== 1 || !names.includes(first.name));
  const frame = isMatrix
    ? matrixFrame(first, names)
    : new DataFrame(...columnsOf(tensors));
  // Tensors are called by texts alone, so one is the column whose number it says.
  const known = new Map<string, Label>(
    names.map((name, i) => [name, labels[i]!]),
  );
  return enforceFrame(
    frame,
    schema,
    frame.names.map((name) => known.get(name) ?? name),
  );
}

function byName(tensors: readonly NamedTensor[]): NamedTensors {
  return Object.fromEntries(tensors.map(({ name, tensor }) => [name, tensor]));
}

/** Whether a tensor is one value a row. */
function isColumn({ shape }: Tensor): boolean {
  return shape.length === 1 || (shape.length === 2 && shape[1] === 1);
}

function columnsOf(tensors: readonly NamedTensor[]): [string[], Column[]] {
  const names = tensors.map(({ name }) => name);
  const columns = tensors.map(({ name, tensor }) => {
    if (isColumn(tensor)) return columnOf(tensor);
    throw new InputError(
      `Cannot take input "${name}" for a column: its shape is (${
        tensor.shape.join(", ")
      }), expected (rows) or (rows, 1)`,
    );
  });
  const rows = columns[0]!.values.length;
  const other = columns.findIndex(({ values }) => values.length !== rows);
  if (other >= 0) {
    throw new InputError(
      `Cannot make a table of the inputs: "${names[0]}" has ${rows} rows, "${
        names[other]
      }" has ${columns[other]!.values.length}`,
    );
  }
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new InputError(`Cannot take input "${repeated}" twice`);
  }
  return [names, columns];
}

/** The columns of a matrix, named as the model's in their order. */
function matrixFrame(
  { name, tensor }: NamedTensor,
  names: readonly string[],
): DataFrame {
  const [rows = 0, width = 0] = tensor.shape;
  if (width !== names.length) {
    throw new InputError(
      `Cannot take input "${name}" for a table: it has ${width} columns, the model takes ${names.length}`,
    );
  }
  const columns = names.map((_, i) => {
    return columnOf(everyNth(tensor, i, { step: width, length: rows }));
  });
  giveBack(tensor);
  return new DataFrame(names, columns, { length: rows });
}

/** Frees the memory of a tensor that nobody reads any more, if it is large and its own. */
function giveBack({ data }: Tensor): void {
  if (!ArrayBuffer.isView(data) || data.byteLength < LARGE) return;
  const { buffer } = data;
  const isOwn = buffer instanceof ArrayBuffer &&
    buffer.byteLength === data.byteLength;
  // Garbage collection would come after the copies that are made next.
  if (isOwn) buffer.transfer(0);
}

/** The elements at `first`, `first + step`, and so on. */
function everyNth(
  { data, dtype }: Tensor,
  first: number,
  options: { readonly step: number; readonly length: number },
): Tensor {
  const { step, length } = options;
  if (!ArrayBuffer.isView(data)) {
    const picked = Array.from({ length }, (_, i) => data[first + i * step]);
    return new Tensor(dtype, [length], picked);
  }
  const empty = data.slice(0, 0);
  const values = new (empty.constructor as new (n: number) => typeof empty)(
    length,
  );
  for (let i = 0; i < length; i++) values[i] = data[first + i * step]!;
  return new Tensor(dtype, [length], values);
}

function columnOf({ dtype, data }: Tensor): Column {
  switch (dtype) {
    case "bool":
      return { dtype: "boolean", values: Uint8Array.from(data as Uint8Array) };
    case "float32":
    case "float16":
      return { dtype: "float32", values: data as Float32Array };
    case "float64":
      return { dtype: "float64", values: data as Float64Array };
    case "int64":
      return { dtype: "int64", values: data as BigInt64Array };
    case "uint32":
      return {
        dtype: "int64",
        values: BigInt64Array.from(data as Uint32Array, BigInt),
      };
    case "str":
      return { dtype: "string", values: data as readonly string[] };
    case "uint64":
      return { dtype: "object", values: Array.from(data as BigUint64Array) };
    default:
      return { dtype: "int32", values: Int32Array.from(data as Int32Array) };
  }
}
