import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import {
  InputError,
  UnsupportedMediaTypeError,
} from "../../../mlflow/errors.ts";
import type { Prediction } from "../../../mlflow/flavor.ts";
import {
  writeErrorAnswer,
  writeInvocationAnswer,
} from "../../../mlflow/protocol/answers.ts";
import {
  type Invocation,
  readInvocation,
} from "../../../mlflow/protocol/invocations.ts";
import { readParquetInvocation } from "../../../mlflow/protocol/parquet/read_parquet.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { INPUT_ERROR_KIND, STATUS_OF } from "../../../runtime/errors.ts";
import { asJson } from "../../tools/as_json.ts";
import { echoInput, echoParams } from "./echo.ts";
import { goldenEcho, goldenParams } from "./golden_echo.ts";

/** One recorded request and what MLflow answered. */
interface GoldenCase {
  readonly id: number;
  readonly label: string;
  readonly model: string;
  readonly signature: Readonly<Record<string, unknown>> | null;
  readonly request: {
    readonly path: string;
    readonly "content_type": string | null;
    readonly body: string | { readonly base64: string };
  };
  readonly response: {
    readonly status: number;
    readonly raw: string | null;
    readonly json: Readonly<Record<string, unknown>> | null;
  };
}

/**
 * Lines that are not tested here: of the host, of models, or of what only Python
 * can return. All others are answered as MLflow answers, but that no message
 * repeats the payload and none has a stack trace.
 */
const ELSEWHERE: ReadonlyMap<number, string> = new Map([
  [1, "a route of the host"],
  [3, "a route of the host"],
  [449, "a table in a dict is not a prediction of ours"],
  [468, "an object of Python is not a prediction of ours"],
  [469, "a set is not a prediction of ours"],
  [533, "an index is not a prediction of ours"],
  [460, "a key of JSON is text before it comes to a prediction of ours"],
  [461, "a key of JSON is text before it comes to a prediction of ours"],
  [462, "a key of JSON is text before it comes to a prediction of ours"],
  [463, "a datetime is not a prediction of ours"],
  [464, "a date is not a prediction of ours"],
  [465, "a datetime is not a prediction of ours"],
  [466, "a datetime is not a prediction of ours"],
  [508, "only datetimes in nanoseconds are tensors of ours"],
  [510, "a date is not a cell of ours"],
  [475, "the fault of a model in Python"],
  [485, "refused by the estimator: tests of that flavor"],
  [486, "refused by the estimator: tests of that flavor"],
  [487, "refused by the estimator: tests of that flavor"],
  [491, "refused by the estimator: tests of that flavor"],
  [493, "refused by the estimator: tests of that flavor"],
  [501, "refused by the estimator: tests of that flavor"],
  [536, "a type hint is checked by Python"],
  [537, "a type hint is checked by Python"],
  [538, "a type hint is checked by Python"],
  [539, "a type hint is checked by Python"],
  [540, "a type hint is checked by Python"],
]);

const lines: readonly string[] = Deno.readTextFileSync(
  new URL("../../golden/protocol/mlflow_protocol.jsonl", import.meta.url),
).trim().split("\n");
const cases: readonly GoldenCase[] = lines.map(parseLine);

/** The parsed answer has the bare NaN tokens that some lines are about; the raw one keeps them. */
function parseLine(line: string): GoldenCase {
  const at = line.lastIndexOf(', "json": ');
  const answer = line.slice(at).replace(
    /(?<=[[ ])(?:NaN|-?Infinity)(?=[,\]}])/g,
    "null",
  );
  return JSON.parse(line.slice(0, at) + answer);
}

for (const golden of cases) {
  if (ELSEWHERE.has(golden.id)) continue;
  Deno.test(`golden ${golden.id} (${golden.label}) is answered as MLflow answers`, async () => {
    const { status } = golden.response;
    const outcome = await read(golden);
    if (outcome instanceof UnsupportedMediaTypeError) {
      assertEquals(status, 415, outcome.message);
      assertStringIncludes(
        golden.response.raw ?? "",
        outcome.message.slice(0, 40),
      );
    } else if (outcome instanceof InputError) {
      checkRefusal(outcome, golden);
    } else {
      assertEquals(status, 200, "MLflow refuses the request");
      checkAnswer(outcome, golden);
    }
  });
}

Deno.test("each golden line is tested or has a reason", () => {
  assertEquals(cases.length, 313);
  const ids = new Set(cases.map(({ id }) => id));
  for (const id of ELSEWHERE.keys()) {
    assert(ids.has(id), `no line ${id}`);
  }
});

async function read(
  golden: GoldenCase,
): Promise<Invocation | InputError | UnsupportedMediaTypeError> {
  const { body, "content_type": contentType } = golden.request;
  const signature = golden.signature === null
    ? undefined
    : parseSignature(golden.signature);
  const bytes = typeof body === "string"
    ? new TextEncoder().encode(body)
    : Uint8Array.from(atob(body.base64), (char) => char.charCodeAt(0));
  try {
    return contentType === "application/vnd.apache.parquet"
      ? await readParquetInvocation(bytes, signature)
      : readInvocation(bytes, contentType ?? "", signature);
  } catch (error) {
    if (
      error instanceof InputError || error instanceof UnsupportedMediaTypeError
    ) {
      return error;
    }
    throw error;
  }
}

function checkRefusal(error: InputError, golden: GoldenCase): void {
  const expected = golden.response.json;
  const status = STATUS_OF[INPUT_ERROR_KIND[error.code]];
  assertEquals(status, golden.response.status, error.message);
  const answer: Readonly<Record<string, unknown>> = JSON.parse(
    writeErrorAnswer(error),
  );
  for (const key of ["error_code", "sqlstate", "error_class"]) {
    assertEquals(answer[key], expected?.[key], `${key}: ${error.message}`);
  }
  assertStringIncludes(error.message, fragmentOf(String(expected?.message)));
}

/** What of a message must stand in ours: it begins where MLflow's repeats no payload. */
const FRAGMENTS: readonly RegExp[] = [
  /Model is missing inputs \[[^\]]*\]/,
  /Model inference is missing inputs\. The model signature declares \d+ inputs {2}but the provided value only has \d+ inputs/,
  /Failed to convert column \S+ to type '[^']*'/,
  /Shape of input \(.*\) does not match expected shape \([^)]*\)/,
  /dtype of input \S+ does not match expected dtype \S+/,
  /(?:int\(\) argument must be|could not convert string to float|Error parsing datetime string|Ensure that input is a valid JSON formatted string|Dataframe split format must have|Incompatible input types for column|Data must be 1-dimensional|Missing required properties: \S+|Invalid properties not defined in the schema found: \S+|Failed to enforce schema for key `\w+`. Expected type \w+, received type \w+|Expected data to be [a-z ]+, got \w+|Invalid object type at position \d+|Parameters must be a dictionary. Got type '\w+'|out of bounds for \w+|No columns to parse from file|timezone-naive datetime objects|with dtype `\w+`|Failed to validate type and shape for '\w+'|Value must be a 1D array with shape \(-1,\) for param '\w+'|suggests a numpy array input|inhomogeneous shape after \d+ dimensions|columns passed, passed data had \d+ columns|does not match length of index|un-named {2}model signature|TensorSpec only supports|The input must be a JSON dictionary with exactly one of the input fields|must be a dictionary|must be a list of records)/,
];

function fragmentOf(message: string): string {
  const detail = message.split("'. Error: ").at(-1) ?? message;
  for (const pattern of FRAGMENTS) {
    const found = pattern.exec(detail) ?? pattern.exec(message);
    if (found !== null) return found[0];
  }
  return message;
}

function checkAnswer(invocation: Invocation, golden: GoldenCase): void {
  const { raw, json } = golden.response;
  const prediction = PREDICTIONS[golden.model];
  if (prediction !== undefined) {
    assertEquals(
      writeInvocationAnswer(prediction, { wrapped: invocation.wrapped }),
      asJson(raw ?? ""),
    );
    return;
  }
  const wrapped = json !== null && "predictions" in json;
  assertEquals(invocation.wrapped, wrapped);
  if (golden.model.startsWith("sklearn")) return;
  assertEquals(golden.model, "echo", "the model has no counterpart here");
  const answer = wrapped ? json.predictions : json;
  assertEquals(echoInput(invocation.input), goldenEcho(answer));
  assertEquals(echoParams(invocation.params), goldenParams(answer));
}

/** What the Python models of the recording return, as a model here would. */
const PREDICTIONS: Readonly<Record<string, Prediction>> = {
  "return pd.DataFrame({'a':[1,2],'b':['x',None]})": new DataFrame(["a", "b"], [
    { dtype: "int64", values: BigInt64Array.of(1n, 2n) },
    { dtype: "string", values: ["x", null] },
  ]),
  "return pd.DataFrame({'a':[1.5,np.nan]},index=['r','s'])": new DataFrame(
    ["a"],
    [{ dtype: "float64", values: Float64Array.of(1.5, NaN) }],
    { index: ["r", "s"] },
  ),
  "return pd.DataFrame([[1,2],[3,4]])": new DataFrame(["0", "1"], [
    { dtype: "int64", values: BigInt64Array.of(1n, 3n) },
    { dtype: "int32", values: Int32Array.of(2, 4) },
  ]),
  "return pd.DataFrame({'a':[np.float32(0.1)]})": new DataFrame(["a"], [
    { dtype: "float32", values: Float32Array.of(0.1) },
  ]),
  "return pd.Series([1,2])": DataFrame.fromColumns({ "0": [1, 2] }),
  "return pd.Series([1.0,np.nan],name='s')": new DataFrame(["s"], [
    { dtype: "float64", values: Float64Array.of(1, NaN) },
  ]),
  "return np.array([[1.5,np.nan],[np.inf,-np.inf]])": new Tensor(
    "float64",
    [2, 2],
    Float64Array.of(1.5, NaN, Infinity, -Infinity),
  ),
  "return np.array(['a','b'])": new Tensor("str", [2], ["a", "b"]),
  "return np.array([np.float32(0.1)])": new Tensor(
    "float32",
    [1],
    Float32Array.of(0.1),
  ),
  "return np.array(5)": new Tensor("int64", [], BigInt64Array.of(5n)),
  "return np.float64(0.5)": new Tensor("float64", [], Float64Array.of(0.5)),
  "return np.array(['2021-01-01T01:02:03'],dtype='datetime64[ns]')": new Tensor(
    "datetime64[ns]",
    [1],
    BigInt64Array.of(1609462923000000000n),
  ),
  "return [1,'a',None]": [1, "a", null],
  "return 1.0": new Tensor("float64", [], Float64Array.of(1)),
  "return 1e22": new Tensor("float64", [], Float64Array.of(1e22)),
  "return 1e-7": new Tensor("float64", [], Float64Array.of(1e-7)),
  "return np.array([b'ab'],dtype=object)": new Tensor("bytes", [1], [
    Uint8Array.of(97, 98),
  ]),
  "return np.array([{'a':1}])": new Tensor("object", [1], [{ a: 1 }]),
  "return float('nan')": new Tensor("float64", [], Float64Array.of(NaN)),
  "return np.array([0.1,1e16],dtype=np.float32)": new Tensor(
    "float32",
    [2],
    Float32Array.of(0.1, 1e16),
  ),
  "return pd.DataFrame({'a':[[1,2],[3]]})": DataFrame.fromColumns({
    a: [[1, 2], [3]],
  }),
  "return pd.DataFrame({'a':pd.Categorical(['x','y'])})": DataFrame.fromColumns(
    { a: ["x", "y"] },
  ),
  "return pd.DataFrame({'a':pd.array([1,None],dtype='Int64')})": DataFrame
    .fromColumns({ a: [1, null] }),
  "return pd.Series(pd.to_datetime(['2021-01-01','2021-01-02']))": DataFrame
    .fromColumns({ "0": [new Date("2021-01-01"), new Date("2021-01-02")] }),
  "return np.array([1.5],dtype=np.float16)": new Tensor(
    "float16",
    [1],
    Float32Array.of(1.5),
  ),
  "return [[1,2],[3]]": [[1, 2], [3]],
  "return [np.nan,None]": [NaN, null],
  "return True": new Tensor("bool", [], Uint8Array.of(1)),
  "return 0": new Tensor("int64", [], BigInt64Array.of(0n)),
  "return ''": new Tensor("str", [], [""]),
  "return 's'": new Tensor("str", [], ["s"]),
  "return 1e400": new Tensor("float64", [], Float64Array.of(Infinity)),
  "return 5e-324": new Tensor("float64", [], Float64Array.of(5e-324)),
  "return np.ma.array([1,2],mask=[0,1])": [1, null],
  "return {'choices':[1]}": {
    choices: new Tensor("int64", [1], BigInt64Array.of(1n)),
  },
  "return pd.DataFrame({'a':[1]})": DataFrame.fromColumns({ a: [1] }),
  "return np.array([1])": new Tensor("int64", [1], BigInt64Array.of(1n)),
};
