import { Tensor } from "../../frame/mod.ts";
import type { NamedTensors } from "../flavor.ts";
import type { TensorSpec } from "../signature.ts";
import { describeShape } from "../describe_schema.ts";
import { CastError } from "./casts/cast_error.ts";
import { inputError, reading } from "./input_error.ts";
import { schemaError } from "./input_plan.ts";
import { castElements, numpyArray } from "./casts/numpy_array.ts";
import type { RequestTable } from "./request_table.ts";
import {
  checkTensor,
  missingTensors,
  numpyText,
  type TensorInputContext,
} from "./tensor_input.ts";

/**
 * Makes the arrays of a table for a model with a tensor signature.
 *
 * @param table The request's table.
 * @param context The signature, and how the table was read.
 * @returns One array, or the arrays by name.
 * @throws {InputError} If the table does not fit the signature.
 */
export function tensorTable(
  table: RequestTable,
  context: TensorInputContext,
): Tensor | NamedTensors {
  const { schema } = context;
  const first = schema.tensors[0]!;
  castTable(table, context);
  if (first.name !== undefined) {
    const positions = new Map(table.names.map((name, i) => [name, i] as const));
    if (schema.tensors.some(({ name }) => !positions.has(name!))) {
      throw missingTensors(schema, table.names);
    }
    return Object.fromEntries(schema.tensors.map((spec) => {
      const cells = table.cells(positions.get(spec.name!)!);
      return [String(spec.name), columnTensor(cells, spec, context)];
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
function castTable(table: RequestTable, context: TensorInputContext): void {
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
  table: RequestTable,
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
