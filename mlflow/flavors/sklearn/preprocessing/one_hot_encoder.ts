import { ModelError } from "../../../errors.ts";
import type { PythonObject } from "../../../python/python_object.ts";
import { Categories, readGroupings } from "./categories.ts";
import type { Estimator, EstimatorTable, Table } from "../estimator.ts";
import { isFittedBefore } from "../is_fitted_before.ts";
import { SparseBuilder, sparseToDense } from "../table/sparse.ts";

/** The one-hot encoder. */
export const oneHotEncoders: EstimatorTable = { OneHotEncoder: oneHot };

function oneHot(object: PythonObject): Estimator {
  const categories = new Categories(object);
  const refusesUnknown = readHandling(object);
  const { places, unknown, width } = readPlaces(object, categories);
  const isSparse = object.boolean(
    // Renamed in scikit-learn 1.2.
    object.attributes.has("sparse_output") ? "sparse_output" : "sparse",
  );
  const { className } = object;

  function transform(input: Table): Table {
    const codes = categories.codes(input);
    if (refusesUnknown) categories.requireKnown(input, codes);
    const rows = codes[0]?.length ?? 0;
    const builder = new SparseBuilder(rows, width);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < codes.length; column++) {
        const code = codes[column]![row]!;
        const place = code < 0 ? unknown[column]! : places[column]![code]!;
        if (place >= 0) builder.push(place, 1);
      }
      builder.endRow();
    }
    const matrix = builder.build();
    return isSparse ? matrix : sparseToDense(matrix);
  }

  return { className, structure: [className], transform };
}

function readHandling(object: PythonObject): boolean {
  const handling = object.string("handle_unknown", "error");
  if (!["error", "ignore", "infrequent_if_exist", "warn"].includes(handling)) {
    throw new ModelError(
      `Cannot serve ${object.className}: handle_unknown "${handling}" is not known`,
    );
  }
  return handling === "error";
}

/** Where each category of each column goes. */
interface Places {
  /** The output column of each category of each column; -1 if there is none. */
  readonly places: readonly Int32Array[];
  /** The output column of an unknown category of each column; -1 if there is none. */
  readonly unknown: readonly number[];
  readonly width: number;
}

function readPlaces(object: PythonObject, categories: Categories): Places {
  const { counts } = categories;
  const groupings = readGroupings(object, counts.length);
  const dropped = readDropped(object, counts.length);
  const handling = object.string("handle_unknown", "error");
  const groupsUnknown = handling === "infrequent_if_exist" ||
    (handling === "warn" && !isFittedBefore(object, [1, 8]));
  const places: Int32Array[] = [];
  const unknown: number[] = [];
  let width = 0;
  for (let column = 0; column < counts.length; column++) {
    const grouping = groupings[column];
    const drop = dropped[column]!;
    let groups = counts[column]!;
    if (grouping !== undefined) groups = Math.max(...grouping) + 1;
    const start = width;
    const place = (group: number) => {
      if (group === drop) return -1;
      return start + (drop >= 0 && group > drop ? group - 1 : group);
    };
    places.push(
      Int32Array.from(
        { length: counts[column]! },
        (_, code) => place(grouping?.[code] ?? code),
      ),
    );
    const joins = groupsUnknown && grouping !== undefined;
    unknown.push(joins ? place(groups - 1) : -1);
    width += drop >= 0 ? groups - 1 : groups;
  }
  return { places, unknown, width };
}

function readDropped(
  object: PythonObject,
  columns: number,
): readonly number[] {
  // Before scikit-learn 1.2 there was one list for before and after grouping.
  const name = object.attributes.has("_drop_idx_after_grouping")
    ? "_drop_idx_after_grouping"
    : "drop_idx_";
  if (!object.has(name)) return new Array(columns).fill(-1);
  const dropped = object.list(name).map((index) =>
    index === null ? -1 : Number(index)
  );
  if (dropped.length === columns) return dropped;
  throw new ModelError(
    `Cannot read ${object.className}.${name}: expected one number a column`,
  );
}
