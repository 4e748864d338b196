import { ModelError } from "../../../errors.ts";
import type {
  PythonObject,
  SparseMatrix,
} from "../../../python/python_object.ts";
import { toDense } from "../table/dense.ts";
import type {
  BuildEstimator,
  Estimator,
  EstimatorTable,
  Table,
} from "../estimator.ts";
import { FeatureCheck } from "../table/feature_check.ts";
import { murmurHash } from "./murmur_hash.ts";
import { divideRow, readNorm } from "../preprocessing/row_transforms.ts";
import { isSparse, SparseBuilder } from "../table/sparse.ts";
import { type Analyzer, readAnalyzer, readTexts } from "./read_analyzer.ts";
import { indent } from "../nested/structure_of.ts";
import { joinSparse } from "../table/join_columns.ts";

/** What makes sparse matrices of texts, and weights their counts. */
export const textVectorizers: EstimatorTable = {
  CountVectorizer: counting,
  HashingVectorizer: hashing,
  TfidfTransformer: inverseFrequencies,
  TfidfVectorizer: weightedCounting,
};

function counting(object: PythonObject): Estimator {
  const { className } = object;
  return { className, structure: [className], transform: readCounter(object) };
}

function weightedCounting(
  object: PythonObject,
  build: BuildEstimator,
): Estimator {
  const { className } = object;
  const count = readCounter(object);
  const weigh = build(object.object("_tfidf"));
  return {
    className,
    structure: [className, ...indent(weigh.structure)],
    transform: (input) => {
      const counts = count(input);
      return weigh.transform?.(counts) ?? counts;
    },
  };
}

function readCounter(object: PythonObject): (input: Table) => SparseMatrix {
  const { className } = object;
  const analyze = readAnalyzer(object);
  const vocabulary = readVocabulary(object);
  const isBinary = object.boolean("binary");
  return (input) =>
    tally(readTexts(input, className), {
      analyze,
      columns: vocabulary.size,
      place: (term) => 1 + (vocabulary.get(term) ?? -1),
      isBinary,
    });
}

function readVocabulary(object: PythonObject): ReadonlyMap<string, number> {
  const value = object.get("vocabulary_");
  if (!(value instanceof Map)) {
    throw new ModelError(
      `Cannot read ${object.className}.vocabulary_: expected a dict`,
    );
  }
  const vocabulary = new Map<string, number>();
  for (const [term, place] of value) {
    const column = Number(place);
    const isColumn = Number.isInteger(column) && column >= 0 &&
      column < value.size;
    if (typeof term !== "string" || !isColumn) {
      throw new ModelError(
        `Cannot read ${object.className}.vocabulary_: expected text with positions from 0 to ${
          value.size - 1
        }`,
      );
    }
    vocabulary.set(term, column);
  }
  return vocabulary;
}

/** How the terms of texts are counted. */
interface Tally {
  readonly analyze: Analyzer;
  readonly columns: number;
  /** One more than the column of a term, negative if the term counts against it; 0 if there is none. */
  readonly place: (term: string) => number;
  /** Whether each column that a text has counts once. */
  readonly isBinary: boolean;
}

function tally(texts: readonly string[], options: Tally): SparseMatrix {
  const { analyze, columns, place, isBinary } = options;
  const builder = new SparseBuilder(texts.length, columns);
  const counts = new Map<number, number>();
  for (const text of texts) {
    counts.clear();
    for (const term of analyze(text)) {
      const signed = place(term);
      if (signed === 0) continue;
      const column = Math.abs(signed) - 1;
      counts.set(column, (counts.get(column) ?? 0) + Math.sign(signed));
    }
    const found = [...counts.keys()].sort((a, b) => a - b);
    for (const column of found) {
      builder.push(column, isBinary ? 1 : counts.get(column)!);
    }
    builder.endRow();
  }
  return builder.build();
}

function hashing(object: PythonObject): Estimator {
  const { className } = object;
  const analyze = readAnalyzer(object);
  const columns = object.number("n_features");
  const isBinary = object.boolean("binary");
  const alternates = object.boolean("alternate_sign");
  const norm = readNorm(object);
  const encoder = new TextEncoder();
  const place = (term: string) => {
    const hash = murmurHash(encoder.encode(term));
    const column = 1 + Math.abs(hash) % columns;
    return alternates && hash < 0 ? -column : column;
  };
  if (!Number.isInteger(columns) || columns < 1) {
    throw new ModelError(
      `Cannot read ${className}.n_features: expected a positive number`,
    );
  }

  function transform(input: Table): SparseMatrix {
    const texts = readTexts(input, className);
    const matrix = tally(texts, { analyze, columns, place, isBinary });
    for (let row = 0; row < matrix.rows; row++) {
      const start = matrix.indptr[row]!;
      const end = matrix.indptr[row + 1]!;
      divideRow(matrix.data, { start, end, norm });
    }
    return matrix;
  }

  return { className, structure: [className], transform };
}

function inverseFrequencies(object: PythonObject): Estimator {
  const { className } = object;
  const norm = readNorm(object);
  const isSublinear = object.boolean("sublinear_tf");
  const weights = object.boolean("use_idf") ? readWeights(object) : undefined;
  const check = new FeatureCheck(object, weights?.length);

  function transform(input: Table): SparseMatrix {
    check.columns(input);
    const matrix = isSparse(input)
      ? input
      : joinSparse([toDense(input)], toDense(input).rows);
    const data = new Float64Array(matrix.data);
    for (let i = 0; i < data.length; i++) {
      if (isSublinear) data[i] = Math.log(data[i]!) + 1;
      if (weights !== undefined) data[i]! *= weights[matrix.indices[i]!]!;
    }
    for (let row = 0; row < matrix.rows; row++) {
      const start = matrix.indptr[row]!;
      const end = matrix.indptr[row + 1]!;
      divideRow(data, { start, end, norm });
    }
    return { ...matrix, data };
  }

  return { className, structure: [className], transform };
}

/** One weight a column; before scikit-learn 1.5 they are the diagonal of a sparse matrix. */
function readWeights(object: PythonObject): Float64Array {
  if (object.has("idf_")) return object.numbers("idf_");
  const diagonal = object.get("_idf_diag");
  if (
    typeof diagonal === "object" && diagonal !== null && "kind" in diagonal &&
    diagonal.rows === diagonal.columns
  ) {
    const weights = new Float64Array(diagonal.rows);
    for (let i = 0; i < diagonal.indices.length; i++) {
      weights[diagonal.indices[i]!] = diagonal.data[i]!;
    }
    return weights;
  }
  throw new ModelError(
    `Cannot read ${object.className}: it has neither idf_ nor a square _idf_diag`,
  );
}
