import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError } from "../../../errors.ts";
import type {
  PythonObject,
  SparseMatrix,
} from "../../../python/python_object.ts";
import { requireFinite, toDense } from "./dense.ts";
import type { DenseMatrix, Table } from "../estimator.ts";
import { isSparse } from "./sparse.ts";

/**
 * What an estimator checks of its input before anything else: the names and
 * the order of the columns where it was fitted with names, their number, that
 * there are rows, and that the numbers are finite.
 */
export class FeatureCheck {
  /** The estimator, for messages. */
  readonly className: string;
  /** The number of columns it was fitted with; `undefined` where it did not note it (before scikit-learn 0.24). */
  readonly count: number | undefined;
  /** The column names it was fitted with, if any. */
  readonly names: readonly string[] | undefined;

  /**
   * Reads what an estimator was fitted with.
   *
   * @param object The fitted estimator.
   * @param count The number of columns, where the estimator does not say.
   */
  constructor(object: PythonObject, count?: number) {
    this.className = object.className;
    this.names = readNames(object);
    this.count = object.has("n_features_in_")
      ? object.number("n_features_in_")
      : count ?? this.names?.length;
  }

  /**
   * The input as finite numbers.
   *
   * @throws {InputError} If the names, the count or a value is not as it must be.
   */
  dense(table: Table): DenseMatrix {
    return this.#dense(table, "refuse");
  }

  /**
   * The input as numbers of which some may be missing (NaN), none infinite.
   *
   * @throws {InputError} As {@linkcode FeatureCheck.dense}.
   */
  denseWithMissing(table: Table): DenseMatrix {
    return this.#dense(table, "allow");
  }

  /**
   * The input as finite numbers, sparse if it is sparse.
   *
   * @throws {InputError} As {@linkcode FeatureCheck.dense}.
   */
  denseOrSparse(table: Table): DenseMatrix | SparseMatrix {
    if (!isSparse(table)) return this.dense(table);
    this.columns(table);
    return table;
  }

  /**
   * Checks the columns and nothing of the values.
   *
   * @throws {InputError} If there are no rows, or the names or the count are not those of the fit.
   */
  columns(table: Table): void {
    const [rows, count] = shapeOf(table);
    if (table instanceof DataFrame && this.names !== undefined) {
      this.#requireNames(table.names);
    }
    if (rows === 0) {
      throw new InputError(
        `Cannot score with ${this.className}: the input has 0 rows, expected one at least`,
      );
    }
    if (this.count !== undefined && count !== this.count) {
      throw new InputError(
        `Cannot score with ${this.className}: the input has ${count} features, expected ${this.count}`,
      );
    }
  }

  #dense(table: Table, missing: "allow" | "refuse"): DenseMatrix {
    this.columns(table);
    const matrix = toDense(table);
    const { className } = this;
    const names = table instanceof DataFrame ? table.names : this.names;
    requireFinite(matrix, { className, names, missing });
    return matrix;
  }

  #requireNames(names: readonly string[]): void {
    const fitted = this.names ?? [];
    if (sameList(names, fitted) || isUnnamed(names)) return;
    const unseen = names.filter((name) => !fitted.includes(name));
    const absent = fitted.filter((name) => !names.includes(name));
    const parts: string[] = [];
    if (unseen.length > 0) {
      parts.push(`unseen at fit time: ${list(unseen)}`);
    }
    if (absent.length > 0) {
      parts.push(`seen at fit time, yet now missing: ${list(absent)}`);
    }
    if (parts.length === 0) {
      parts.push(`they must be in the order of the fit: ${list(fitted)}`);
    }
    throw new InputError(
      `Cannot score with ${this.className}: the feature names are not those of the fit; ${
        parts.join("; ")
      }`,
    );
  }
}

function readNames(object: PythonObject): readonly string[] | undefined {
  if (!object.has("feature_names_in_")) return undefined;
  const names = object.list("feature_names_in_");
  return names.every((name) => typeof name === "string") ? names : undefined;
}

/** Rows and columns; a 1-dimensional array has no columns. */
function shapeOf(table: Table): readonly [number, number] {
  if (table instanceof DataFrame) return [table.length, table.columns.length];
  if (!(table instanceof Tensor)) return [table.rows, table.columns];
  if (table.shape.length !== 2) {
    throw new InputError(
      `Cannot score: expected an array of 2 dimensions, found ${table.shape.length}`,
    );
  }
  return [table.shape[0]!, table.shape[1]!];
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A frame that came without names has its positions for names, which scikit-learn does not hold against it. */
function isUnnamed(names: readonly string[]): boolean {
  return names.every((name, i) => name === String(i));
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name));
  if (names.length > 5) shown.push("…");
  return shown.join(", ");
}
