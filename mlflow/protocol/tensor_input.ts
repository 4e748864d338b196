import { isDict } from "./json/is_dict.ts";
import type { Tensor } from "../../frame/mod.ts";
import type { NamedTensors } from "../flavor.ts";
import type { Label, Schema, TensorSpec } from "../signature.ts";
import { describeShape } from "../describe_schema.ts";
import { pythonTypeName } from "./enforce_value.ts";
import { reading } from "./input_error.ts";
import { missingInputs, schemaError } from "./input_plan.ts";
import { LongList } from "./json/long_list.ts";
import { type Instances, requireEvenLengths } from "./instances.ts";
import { numpyArray } from "./casts/numpy_array.ts";
import { plainInstances } from "./plain_arrays.ts";
import { unnamedRefusal } from "./unnamed_refusal.ts";

/** A schema of tensors. */
export type TensorSchema = Extract<Schema, { kind: "tensors" }>;

/** What a tensor-based reading needs beside the value. */
export interface TensorInputContext {
  readonly schema: TensorSchema;
  /** Whether the body was read exactly. */
  readonly isExact: boolean;
}

/**
 * Makes the arrays of a value under `inputs` (or under `instances` where it is
 * no list of objects) for a model with a tensor signature.
 *
 * @param value The parsed JSON.
 * @param context The signature, and how the value was read.
 * @returns One array, or the arrays by name; cast and checked.
 * @throws {InputError} If the value does not fit the signature.
 */
export function tensorInput(
  value: unknown,
  context: TensorInputContext,
): Tensor | NamedTensors {
  if (value instanceof LongList && value.keys !== undefined) {
    return tensorInput(value.toArray(), context);
  }
  const { schema } = context;
  const first = schema.tensors[0]!;
  const { name } = first;
  if (isDict(value)) {
    if (name === undefined) throw unnamedRefusal("dict");
    return namedTensors(
      new Map<Label, unknown>(Object.entries(value)),
      context,
    );
  }
  const isSingle = name !== undefined && schema.tensors.length === 1;
  // An empty list is the only tensor, where that has a name.
  const isObjects = Array.isArray(value) && value.every(isDict) &&
    (value.length > 0 || !isSingle);
  if (isObjects) {
    for (const item of value) castItems(item, context);
    if (name !== undefined) throw missingTensors(schema, []);
    throw schemaError(
      schema,
      "This model contains a tensor-based model signature with no input names, which suggests a numpy array input or a pandas dataframe input with proper column values, but an input of type <class 'list'> was found.",
    );
  }
  if (value === null && name === undefined) throw unnamedRefusal("NoneType");
  const tensor = reading(() => numpyArray(value, first.dtype, context));
  if (name === undefined) return checkTensor(tensor, first, schema);
  if (!isSingle) throw missingTensors(schema, []);
  return Object.fromEntries([[name, checkTensor(tensor, first, schema)]]);
}

/**
 * Makes the arrays of a list of objects under `instances` for a model with a
 * tensor signature: the values of each key are stacked.
 *
 * @param instances The values by key.
 * @param context The signature, and how the values were read.
 * @returns The arrays by name, cast and checked.
 * @throws {InputError} If the values do not fit the signature.
 */
export function tensorInstances(
  instances: Instances,
  context: TensorInputContext,
): NamedTensors {
  const { schema } = context;
  if (schema.tensors[0]!.name === undefined) {
    plainInstances(instances);
    throw schemaError(
      schema,
      "This model contains a tensor-based model signature with no input names, which suggests a numpy array input or a pandas dataframe input with proper column values, but an input of type <class 'dict'> was found.",
    );
  }
  const values: ReadonlyMap<Label, readonly unknown[]> = instances;
  requireEvenLengths(
    schema.tensors.map(({ name }) => values.get(name!)?.length),
  );
  return namedTensors(instances, context);
}

/** Stage A of an object that stands where none is taken. */
function castItems(
  item: Readonly<Record<string, unknown>>,
  context: TensorInputContext,
): void {
  for (const [name, value] of Object.entries(item)) {
    const spec = context.schema.tensors.find((spec) => spec.name === name);
    reading(() => numpyArray(value, spec?.dtype, context));
  }
}

function namedTensors(
  values: ReadonlyMap<Label, unknown>,
  context: TensorInputContext,
): NamedTensors {
  const { schema } = context;
  const specs = new Map(schema.tensors.map((spec) => [spec.name, spec]));
  const tensors = new Map<Label, Tensor>();
  for (const [name, value] of values) {
    const dtype = specs.get(name)?.dtype;
    tensors.set(name, reading(() => numpyArray(value, dtype, context)));
  }
  if (schema.tensors.some(({ name }) => !tensors.has(name!))) {
    throw missingTensors(schema, [...tensors.keys()]);
  }
  return Object.fromEntries(
    schema.tensors.map((
      spec,
    ) => [spec.name!, checkTensor(tensors.get(spec.name!)!, spec, schema)]),
  );
}

/**
 * Checks the rank, the sizes and the dtype of an array.
 *
 * @param tensor The array.
 * @param spec What the signature says of it.
 * @param schema The whole signature, for the message.
 * @returns The array itself.
 * @throws {InputError} If it does not fit.
 */
export function checkTensor(
  tensor: Tensor,
  spec: TensorSpec,
  schema: TensorSchema,
): Tensor {
  const { shape, dtype } = tensor;
  const expected = spec.shape;
  const takesAnything = spec.dtype === "object" && expected.length === 1 &&
    expected[0] === -1;
  // Lists of different lengths are an object array of one dimension.
  const isRagged = dtype === "object" && shape.length === 1 &&
    expected.indexOf(-1, 1) > 0;
  if (takesAnything || isRagged) return tensor;
  const fits = shape.length === expected.length &&
    shape.every((size, i) => expected[i] === -1 || expected[i] === size);
  if (!fits) {
    throw schemaError(
      schema,
      `Shape of input ${describeShape(shape)} does not match expected shape ${
        describeShape(expected)
      }.`,
    );
  }
  if (dtype !== spec.dtype) {
    throw schemaError(
      schema,
      `dtype of input ${dtype} does not match expected dtype ${
        numpyText(spec.dtype)
      }`,
    );
  }
  return tensor;
}

/**
 * numpy's text of a dtype of a signature.
 *
 * @param dtype The dtype.
 * @returns The text, as `<U0` for text of any length.
 */
export function numpyText(dtype: string): string {
  if (dtype === "str") return "<U0";
  return dtype === "bytes" ? "|S0" : dtype;
}

/**
 * The refusal of an input that lacks tensors.
 *
 * @param schema The signature.
 * @param names The names that came.
 * @returns The error to throw.
 */
export function missingTensors(
  schema: TensorSchema,
  names: readonly Label[],
): Error {
  const given = new Set(names);
  const known = new Set(schema.tensors.map((spec) => spec.name));
  return schemaError(
    schema,
    missingInputs(
      schema.tensors.map((spec) => spec.name!).filter((name) =>
        !given.has(name)
      ),
      names.filter((name) => !known.has(name)),
    ),
  );
}

/**
 * What a tensor signature says to plain data that was not cast.
 *
 * @param value The data.
 * @param schema The signature.
 * @returns The error to throw.
 */
export function noTensor(value: unknown, schema: TensorSchema): Error {
  return schemaError(
    schema,
    `This model contains a tensor-based model signature, which suggests arrays, but an input of type <class '${
      pythonTypeName(value)
    }'> was found.`,
  );
}
