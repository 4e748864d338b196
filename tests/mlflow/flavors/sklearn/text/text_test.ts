import { assertEquals, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../../mlflow/errors.ts";
import { toDense } from "../../../../../mlflow/flavors/sklearn/table/dense.ts";
import type {
  Estimator,
  Table,
} from "../../../../../mlflow/flavors/sklearn/estimator.ts";
import { murmurHash } from "../../../../../mlflow/flavors/sklearn/text/murmur_hash.ts";
import { translatePattern } from "../../../../../mlflow/flavors/sklearn/text/translate_pattern.ts";
import {
  stripAccents,
  stripToAscii,
} from "../../../../../mlflow/flavors/sklearn/text/strip_accents.ts";
import {
  PythonName,
  type PythonValue,
  type SparseMatrix,
} from "../../../../../mlflow/python/python_object.ts";
import { built, fitted, objects } from "../fitted.ts";

const settings = {
  analyzer: "word",
  binary: false,
  input: "content",
  lowercase: true,
  "ngram_range": [1, 1],
  preprocessor: null,
  "stop_words": null,
  "strip_accents": null,
  "token_pattern": "(?u)\\b\\w\\w+\\b",
  tokenizer: null,
};

function counter(
  attributes: Readonly<Record<string, PythonValue>> = {},
): Estimator {
  return built(fitted("CountVectorizer", {
    ...settings,
    vocabulary_: new Map<PythonValue, PythonValue>([["sea", 0], ["ship", 1]]),
    ...attributes,
  }));
}

function counts(input: Table): Float64Array {
  return toDense(counter().transform!(input)).data;
}

Deno.test("texts come as a list, or as a frame of one column of text", () => {
  const texts = ["The sea, the SEA", "a ship"];
  const expected = Float64Array.of(2, 0, 0, 1);
  assertEquals(counts(objects(texts)), expected);
  assertEquals(counts(DataFrame.fromColumns({ text: texts })), expected);
  assertThrows(
    () => counts(DataFrame.fromColumns({ text: texts, more: [1, 2] })),
    InputError,
    "expected one column or list of text",
  );
  assertThrows(
    () => counts(objects(["sea", null])),
    InputError,
    "row 1 holds no text",
  );
  assertThrows(
    () => counts(new Tensor("float64", [1], Float64Array.of(1))),
    InputError,
  );
});

Deno.test("functions of a model's own, files and unknown analyzers are refused at load", () => {
  const own = new PythonName("builtins", "str");
  for (const name of ["tokenizer", "preprocessor", "analyzer"]) {
    assertThrows(() => counter({ [name]: own }), ModelError, name);
  }
  assertThrows(() => counter({ input: "filename" }), ModelError, "files");
  assertThrows(() => counter({ analyzer: "line" }), ModelError, '"line"');
});

Deno.test("a vocabulary whose positions are out of range is refused at load", () => {
  const vocabulary_ = new Map<PythonValue, PythonValue>([["sea", 5]]);
  assertThrows(() => counter({ vocabulary_ }), ModelError, "from 0 to 0");
});

Deno.test("weights are read from a diagonal matrix as before scikit-learn 1.5", () => {
  const diagonal: SparseMatrix = {
    kind: "sparse",
    rows: 2,
    columns: 2,
    indptr: Int32Array.of(0, 1, 2),
    indices: Int32Array.of(0, 1),
    data: Float64Array.of(2, 3),
  };
  const weigh = built(fitted("TfidfTransformer", {
    norm: null,
    use_idf: true,
    sublinear_tf: false,
    _idf_diag: diagonal,
  }));
  const input = { rows: 1, columns: 2, data: Float64Array.of(1, 4) };
  assertEquals(
    toDense(weigh.transform!(input)).data,
    Float64Array.of(2, 12),
  );
});

Deno.test("patterns of Python find what Python finds", () => {
  const find = (pattern: string, text: string) =>
    [...text.matchAll(translatePattern(pattern, "here"))].map(([match]) =>
      match
    );
  assertEquals(find("(?u)\\b\\w\\w\\b", "ab é1 abc"), ["ab", "é1"]);
  assertEquals(find("[\\w'-]+", "don't 東京-x"), ["don't", "東京-x"]);
  assertEquals(find("(?i)[a-c]+", "xABc"), ["ABc"]);
  assertEquals(find("\\S+", "a\x1cb\u00a0c"), ["a", "b", "c"]);
  assertEquals(find("[^\\W\\d_]+", "a1_é東"), ["a", "é東"]);
  assertEquals(find("[]a-c.-]+", "]b.-d"), ["]b.-"]);
  assertEquals(find("#[\\w&&]+", "#a&b"), ["#a&b"]);
});

/** What Python 3.11 matches of all single characters. */
const matchedByPython: readonly (readonly [pattern: string, all: string])[] = [
  ["(?i)[a-z]", "A-Za-z\u0130\u0131\u017f\u212a"],
  ["(?i)[k-k]", "Kk\u212a"],
  ["(?i)s", "Ss\u017f"],
  [
    "(?i)\\s",
    " \\t\\n\\r\\f\\v\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000",
  ],
  ["(?i)[^\u0130]", "^Ii\u0130\u0131"],
  ["(?i)\u03c3", "\u03a3\u03c2\u03c3"],
  ["(?i)\ufb05", "\ufb05\ufb06"],
  ["(?i)\u0345", "\u0345\u0399\u03b9\u1fbe"],
  ["(?i)\u01c5", "\u01c4-\u01c6"],
  ["(?i)\u00df", "\u00df\u1e9e"],
];

for (const [pattern, all] of matchedByPython) {
  Deno.test(`${JSON.stringify(pattern)} finds the characters that Python finds, of all there are`, () => {
    const expression = translatePattern(pattern, "here");
    const isMatched = new RegExp(`^[${all}]$`, "u");
    const different: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      expression.lastIndex = 0;
      const isFound = expression.exec(character)?.[0] === character;
      if (isFound !== isMatched.test(character)) {
        different.push(code.toString(16));
      }
    }
    assertEquals(different, []);
  });
}

Deno.test("patterns that the two languages write differently are refused", () => {
  for (
    const pattern of [
      "(?P<word>a)",
      "(?<=a)b",
      "a\\1",
      "(?x)a b",
      "[a",
      "[a-\\d]",
      "a".repeat(1001),
      "(",
    ]
  ) {
    assertThrows(
      () => translatePattern(pattern, "here"),
      ModelError,
      "token_pattern",
    );
  }
});

Deno.test("accents are marks that combine, not every mark", () => {
  assertEquals(stripAccents("Café ÅNGSTRÖM"), "Cafe ANGSTROM");
  assertEquals(stripAccents("ﬁne"), "fine");
  // A vowel sign of Devanagari has combining class 0 and stays.
  assertEquals(stripAccents("कि"), "कि");
  assertEquals(stripToAscii("Łódź é"), "odz e");
});

Deno.test("hashes are those of MurmurHash3", () => {
  const hash = (text: string) => murmurHash(new TextEncoder().encode(text));
  assertEquals(hash(""), 0);
  assertEquals(hash("a"), 1009084850);
  assertEquals(hash("hello"), 613153351);
  assertEquals(hash("größe"), -472672705);
});
