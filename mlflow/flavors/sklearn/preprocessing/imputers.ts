import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { requireFinite, toDense } from "../table/dense.ts";
import type {
  BuildEstimator,
  DenseMatrix,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { isOn } from "../is_on.ts";
import {
  holdsText,
  joinColumns,
  joinSparse,
  rowsOf,
} from "../table/join_columns.ts";
import { cellList, holdsNone, MissingValues } from "./missing_values.ts";

/** What fills missing values in with one value a column, and what marks them. */
export const imputers: EstimatorTable = {
  MissingIndicator: indicator,
  SimpleImputer: simple,
};

function simple(object: PythonObject, build: BuildEstimator): Estimator {
  const { className } = object;
  const statistics = object.tensor("statistics_");
  const check = new FeatureCheck(object, statistics.data.length);
  if (check.count !== statistics.data.length) {
    throw new ModelError(
      `Cannot read ${className}.statistics_: expected ${check.count} values, found ${statistics.data.length}`,
    );
  }
  const missing = new MissingValues(object);
  const kept = readKept(object, statistics);
  const marks = isOn(object, "add_indicator") && object.has("indicator_")
    ? build(object.object("indicator_"))
    : undefined;
  const fills = Array.from(kept, (column) => statistics.data[column]);
  const strategy = object.string("strategy", "mean");
  const takesText = strategy === "most_frequent" || strategy === "constant";
  const numbers = fills.every(isNumber)
    ? Float64Array.from(fills, Number)
    : undefined;

  function fillNumbers(input: Table, values: Float64Array): DenseMatrix {
    const matrix = toDense(input);
    requireFinite(matrix, {
      className,
      names: check.names,
      missing: "allow",
    });
    const mask = missing.mask(matrix);
    const { rows, columns } = matrix;
    const data = new Float64Array(rows * kept.length);
    let to = 0;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < kept.length; i++) {
        const from = row * columns + kept[i]!;
        data[to++] = mask[from] === 1 ? values[i]! : matrix.data[from]!;
      }
    }
    return { ...matrix, columns: kept.length, data };
  }

  function fillObjects(input: Table): Tensor {
    const mask = missing.mask(input);
    const cells = cellList(input);
    const width = statistics.data.length;
    const rows = cells.length / width;
    const filled: unknown[] = new Array(rows * kept.length);
    let to = 0;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < kept.length; i++) {
        const from = row * width + kept[i]!;
        filled[to++] = mask[from] === 1 ? fills[i] : cells[from];
      }
    }
    return new Tensor("object", [rows, kept.length], filled);
  }

  function transform(input: Table): Table {
    check.columns(input);
    const isText = numbers === undefined ||
      (takesText && (holdsText(input) || holdsAnyNone(input)));
    const filled = isText ? fillObjects(input) : fillNumbers(input, numbers);
    const marked = marks?.transform?.(input);
    if (marked === undefined) return filled;
    const rows = filled instanceof Tensor ? filled.shape[0]! : filled.rows;
    return joinColumns([filled, marked], rows);
  }

  return { className, structure: [className], transform };
}

function holdsAnyNone(input: Table): boolean {
  return input instanceof DataFrame && input.columns.some(holdsNone);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" ||
    typeof value === "boolean";
}

/** The columns that come out: those without any value in training have no statistic and are left out. */
function readKept(object: PythonObject, statistics: Tensor): Int32Array {
  const all = Array.from({ length: statistics.data.length }, (_, i) => i);
  const keepsAll = isOn(object, "keep_empty_features") ||
    object.string("strategy", "mean") === "constant";
  if (keepsAll) return Int32Array.from(all);
  return Int32Array.from(
    all.filter((i) => !Number.isNaN(statistics.data[i])),
  );
}

function indicator(object: PythonObject): Estimator {
  const { className } = object;
  const features = object.numbers("features_");
  const missing = new MissingValues(object);
  const check = new FeatureCheck(object);
  const isSparse = object.get("sparse") === true;
  const refusesNew = isOn(object, "error_on_new") &&
    object.string("features", "missing-only") === "missing-only";
  const known: ReadonlySet<number> = new Set(features);
  if (features.some((i) => i < 0 || i >= (check.count ?? Infinity))) {
    throw new ModelError(
      `Cannot read ${className}.features_: a column is not one of ${check.count}`,
    );
  }

  function refuseNew(mask: Uint8Array, columns: number): void {
    for (let i = 0; i < mask.length; i++) {
      const column = i % columns;
      if (mask[i] === 0 || known.has(column)) continue;
      const name = check.names?.[column];
      throw new InputError(
        `Cannot score with ${className}: column ${
          name === undefined ? column : `"${name}"`
        } has missing values, and had none in training`,
      );
    }
  }

  function transform(input: Table): Table {
    check.columns(input);
    const mask = missing.mask(input);
    const rows = rowsOf(input);
    const columns = mask.length / rows;
    if (refusesNew) refuseNew(mask, columns);
    const data = new Float64Array(rows * features.length);
    let to = 0;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < features.length; i++) {
        data[to++] = mask[row * columns + features[i]!]!;
      }
    }
    const matrix = { rows, columns: features.length, data };
    return isSparse ? joinSparse([matrix], rows) : matrix;
  }

  return { className, structure: [className], transform };
}
