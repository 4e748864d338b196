import { Tensor } from "../../../../frame/mod.ts";
import { InputError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import type { Estimator, EstimatorTable, Table } from "../estimator.ts";
import { joinSparse } from "../table/join_columns.ts";
import { labelIndices, labelKey } from "../table/label_indices.ts";
import { readClasses } from "../../../python/read_classes.ts";

/** What makes numbers of labels; mostly a part of a classifier. */
export const labelEncoders: EstimatorTable = {
  LabelBinarizer: binarizer,
  LabelEncoder: encoder,
};

function encoder(object: PythonObject): Estimator {
  const { className } = object;
  const encode = readEncoding(object);

  function transform(input: Table): Tensor {
    const codes = encode(input);
    const unknown = codes.indexOf(-1);
    if (unknown >= 0) {
      throw new InputError(
        `Cannot encode labels with ${className}: row ${unknown} holds a label that the training data did not have`,
      );
    }
    const data = BigInt64Array.from(codes, BigInt);
    return new Tensor("int64", [codes.length], data);
  }

  return { className, structure: [className], transform };
}

function binarizer(object: PythonObject): Estimator {
  const { className } = object;
  const encode = readEncoding(object);
  const count = readClasses(object).data.length;
  const off = object.number("neg_label", 0);
  const on = object.number("pos_label", 1);
  const isSparse = object.has("sparse_output") &&
    object.boolean("sparse_output");

  function transform(input: Table): Table {
    const codes = encode(input);
    const columns = count === 2 ? 1 : count;
    const data = new Float64Array(codes.length * columns).fill(off);
    for (let row = 0; row < codes.length; row++) {
      const column = count === 2 ? codes[row]! - 1 : codes[row]!;
      if (codes[row]! >= 0 && column >= 0) data[row * columns + column] = on;
    }
    const matrix = { rows: codes.length, columns, data };
    return isSparse ? joinSparse([matrix], codes.length) : matrix;
  }

  return { className, structure: [className], transform };
}

/** The position of each label; -1 is one that is not known. */
function readEncoding(object: PythonObject): (input: Table) => Int32Array {
  const indices = labelIndices(readClasses(object));
  return (input) => {
    if (!(input instanceof Tensor) || input.shape.length !== 1) {
      throw new InputError(
        `Cannot encode labels with ${object.className}: expected one list of labels`,
      );
    }
    const labels: ArrayLike<unknown> = input.data;
    return Int32Array.from(
      labels,
      (label) => indices.get(labelKey(label)) ?? -1,
    );
  };
}
