import { Tensor } from "../../frame/mod.ts";
import type { NamedTensors } from "../flavor.ts";
import type { TensorSpec } from "../signature.ts";
import { describeShape } from "../signature_text.ts";
import { CastError } from "./cast_error.ts";
import { pythonTypeName } from "./enforce_value.ts";
import {
  checkTensor,
  missingTensors,
  numpyText,
  type TensorSchema,
} from "./enforce_tensors.ts";
import { inputError, reading } from "./input_error.ts";
import { schemaError } from "./input_plan.ts";
import { type Instances, isDict, requireEvenLengths } from "./instances.ts";
import { castElements, numpyArray } from "./numpy_array.ts";
import type { Table } from "./table.ts";
import { unnamedRefusal } from "./unnamed_refusal.ts";

/** A schema of tensors. */

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
  const { schema } = context;
  const first = schema.tensors[0]!;
  const { name } = first;
  if (isDict(value)) {
    if (name === undefined) throw unnamedRefusal("dict");
    return namedTensors(new Map(Object.entries(value)), context);
  }
  if (Array.isArray(value) && value.every(isDict)) {
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
  if (schema.tensors.length > 1) throw missingTensors(schema, []);
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
    requireEvenLengths([...instances.values()].map(({ length }) => length));
    throw schemaError(
      schema,
      "This model contains a tensor-based model signature with no input names, which suggests a numpy array input or a pandas dataframe input with proper column values, but an input of type <class 'dict'> was found.",
    );
  }
  requireEvenLengths(
    schema.tensors.map(({ name }) => instances.get(name!)?.length),
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
  values: ReadonlyMap<string, unknown>,
  context: TensorInputContext,
): NamedTensors {
  const { schema } = context;
  const specs = new Map(schema.tensors.map((spec) => [spec.name, spec]));
  const tensors = new Map<string, Tensor>();
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
 * Makes the arrays of a table for a model with a tensor signature.
 *
 * @param table The request's table.
 * @param context The signature, and how the table was read.
 * @returns One array, or the arrays by name.
 * @throws {InputError} If the table does not fit the signature.
 */
export function tensorTable(
  table: Table,
  context: TensorInputContext,
): Tensor | NamedTensors {
  const { schema } = context;
  const first = schema.tensors[0]!;
  castTable(table, context);
  if (first.name !== undefined) {
    const positions = new Map(table.names.map((name, i) => [name, i]));
    if (schema.tensors.some(({ name }) => !positions.has(name!))) {
      throw missingTensors(schema, table.names);
    }
    return Object.fromEntries(schema.tensors.map((spec) => {
      const cells = table.cells(positions.get(spec.name!)!);
      return [spec.name!, columnTensor(cells, spec, context)];
    }));
  }
  if (table.length === 0 || table.names.length === 0) {
    throw schemaError(schema, "Input DataFrame is empty.");
  }
  if (table.names.length === 1) {
    return columnTensor(table.cells(0), first, context);
  }
  return rowsTensor(table, first, context);
}

/** Stage A of a table: each column that the signature has is cast by force. */
function castTable(table: Table, context: TensorInputContext): void {
  const { schema, isExact } = context;
  const first = schema.tensors[0]!;
  const specs = new Map(schema.tensors.map((spec) => [spec.name, spec]));
  for (let i = 0; i < table.names.length; i++) {
    const name = table.names[i]!;
    const spec = first.name === undefined ? first : specs.get(name);
    if (spec === undefined) continue;
    try {
      if (table.length === 0) throw new CastError("there is no row");
      const cells = table.cells(i);
      if (Array.isArray(cells[0])) continue;
      castElements(spec.dtype, cells, { rules: "pandas", isExact });
    } catch (error) {
      if (!(error instanceof CastError)) throw error;
      throw inputError(
        `Data is not compatible with model signature. Failed to convert column ${name} to type '${spec.dtype}'. Error: '${error.message}'`,
        error,
      );
    }
  }
}

/** A table of several columns as one array of two dimensions. */
function rowsTensor(
  table: Table,
  spec: TensorSpec,
  context: TensorInputContext,
): Tensor {
  const { schema, isExact } = context;
  const width = table.names.length;
  const isTable = spec.shape.length === 2 && spec.shape[0] === -1 &&
    spec.shape[1] === width;
  const columns = table.names.map((_, i) => {
    const cells = table.cells(i);
    if (Array.isArray(cells[0])) return cells;
    return castElements(spec.dtype, cells, { rules: "pandas", isExact });
  });
  if (!isTable) {
    throw schemaError(
      schema,
      `This model contains a model signature with an unnamed input. Since the input data is a pandas DataFrame containing multiple columns, the input shape must be of the structure (-1, number_of_dataframe_columns). Instead, the input DataFrame passed had ${width} columns and an input shape of ${
        describeShape(spec.shape)
      }`,
    );
  }
  const isObject = spec.dtype === "str" || spec.dtype === "bytes" ||
    columns.some((column) => Array.isArray(column[0]));
  if (isObject && spec.dtype !== "object") {
    throw schemaError(
      schema,
      `dtype of input object does not match expected dtype ${
        numpyText(spec.dtype)
      }`,
    );
  }
  const cells: unknown[] = new Array(table.length * width);
  for (let i = 0; i < width; i++) {
    for (let row = 0; row < table.length; row++) {
      cells[row * width + i] = plainElement(columns[i]![row], spec);
    }
  }
  const data = castElements(spec.dtype, cells, {
    rules: "numpy",
    isExact: true,
  });
  return checkTensor(
    new Tensor(spec.dtype, [table.length, width], data),
    spec,
    schema,
  );
}

/** An element of a cast column as a JSON value again. */
function plainElement(element: unknown, spec: TensorSpec): unknown {
  return spec.dtype === "bool" ? element === 1 : element;
}

/** One column as an array: single values, or the lists of the cells reshaped. */
function columnTensor(
  cells: readonly unknown[],
  spec: TensorSpec,
  context: TensorInputContext,
): Tensor {
  const { schema, isExact } = context;
  const rest = spec.shape.slice(1);
  if (spec.shape[0] !== -1 || rest.includes(-1)) {
    throw schemaError(
      schema,
      `For pandas dataframe input, the first dimension of shape must be a variable dimension and other dimensions must be fixed, but in model signature the shape of ${
        spec.name === undefined ? "the unnamed input" : `input ${spec.name}`
      } is ${describeShape(spec.shape)}.`,
    );
  }
  const first = cells[0];
  const options = { rules: "pandas", isExact } as const;
  if (!Array.isArray(first)) {
    const data = reading(() => castElements(spec.dtype, cells, options));
    if (rest.length > 1 || (rest[0] ?? 1) !== 1) {
      throw schemaError(
        schema,
        `The input pandas dataframe column '${spec.name}' contains scalar values, which requires the shape to be (-1,) or (-1, 1), but got tensor spec shape of ${
          describeShape(spec.shape)
        }.`,
      );
    }
    return new Tensor(spec.dtype, [cells.length, ...rest], data);
  }
  try {
    const nested = numpyArray(cells, "object", context);
    if (nested.shape.length !== 2) throw new CastError("uneven");
    const data = castElements(
      spec.dtype,
      nested.data as readonly unknown[],
      options,
    );
    return new Tensor(spec.dtype, [cells.length, ...rest], data);
  } catch (error) {
    if (!(error instanceof CastError) && !(error instanceof RangeError)) {
      throw error;
    }
    throw schemaError(
      schema,
      `The value in the Input DataFrame column '${spec.name}' could not be converted to the expected shape of: '${
        describeShape(spec.shape)
      }'. Ensure that each of the input list elements are of uniform length and that the data can be coerced to the tensor type '${spec.dtype}'`,
    );
  }
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
