import { assertEquals, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import type { Prediction } from "../../../mlflow/flavor.ts";
import { InputError } from "../../../mlflow/errors.ts";
import {
  writeAzureAnswer,
  writeErrorAnswer,
  writeInvocationAnswer,
} from "../../../mlflow/protocol/answers.ts";
import { pythonFloatText } from "../../../mlflow/protocol/json/python_float.ts";
import { INPUT_ERROR_KIND, STATUS_OF } from "../../../runtime/errors.ts";

Deno.test("numbers are written as Python's repr writes them", () => {
  const cases: readonly [number, string][] = [
    [1, "1.0"],
    [-0, "-0.0"],
    [0.1, "0.1"],
    [1e16, "1e+16"],
    [999999999999999.9, "999999999999999.9"],
    [1000000000000000, "1000000000000000.0"],
    [1e-7, "1e-07"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [-0.000012345, "-1.2345e-05"],
    [1.5e300, "1.5e+300"],
    [5e-324, "5e-324"],
    [123456789012345680, "1.2345678901234568e+17"],
    [Math.fround(0.1), "0.10000000149011612"],
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
  ];
  for (const [value, text] of cases) assertEquals(pythonFloatText(value), text);
});

Deno.test("a frame is a list of records", () => {
  const frame = new DataFrame(["n", 'é"', "t", "b"], [
    { dtype: "float32", values: Float32Array.of(0.1, NaN) },
    { dtype: "string", values: ["日", null] },
    { dtype: "datetime", values: Float64Array.of(1609462923000.5, NaN) },
    {
      dtype: "boolean",
      values: Uint8Array.of(1, 0),
      missing: Uint8Array.of(0, 1),
    },
  ]);
  assertEquals(
    writeInvocationAnswer(frame, { wrapped: true }),
    '{"predictions": [{"n": 0.10000000149011612, "\\u00e9\\"": "\\u65e5", "t": "2021-01-01T01:02:03.000500", "b": true}, ' +
      '{"n": null, "\\u00e9\\"": null, "t": "NaT", "b": null}]}',
  );
  assertEquals(
    writeAzureAnswer(new DataFrame([], [], { length: 0 })),
    "[]",
  );
});

Deno.test("tensors are nested lists, named tensors an object", () => {
  const tensor = new Tensor(
    "float64",
    [2, 2],
    Float64Array.of(1, 2.5, -0, 1e22),
  );
  assertEquals(writeAzureAnswer(tensor), "[[1.0, 2.5], [-0.0, 1e+22]]");
  assertEquals(
    writeInvocationAnswer({
      a: new Tensor("int64", [1], BigInt64Array.of(9007199254740993n)),
      b: new Tensor("bool", [], Uint8Array.of(1)),
      c: new Tensor("float32", [0, 3], new Float32Array(0)),
    }, { wrapped: false }),
    '{"a": [9007199254740993], "b": true, "c": []}',
  );
});

Deno.test("plain values are written as json.dumps does", () => {
  assertEquals(
    writeAzureAnswer([
      1,
      0.5,
      "a\n\u007f",
      null,
      true,
      { k: [NaN] },
      new Date(0),
      Uint8Array.of(1, 2),
    ]),
    '[1, 0.5, "a\\n\\u007f", null, true, {"k": [null]}, "1970-01-01T00:00:00", "AQI=\\n"]',
  );
  assertThrows(
    () => writeAzureAnswer([() => 1]),
    InputError,
    "the model returned a function",
  );
});

Deno.test("a refusal carries MLflow's codes", () => {
  const cases: readonly [InputError, number, Record<string, unknown>][] = [
    [new InputError("x"), 400, {
      "error_code": "BAD_REQUEST",
      message: "x",
      sqlstate: "KAM00",
      "error_class": "INVALID_PARAMETER_VALUE",
    }],
    [
      new InputError("x", {
        code: "INVALID_PARAMETER_VALUE",
        isSchemaMismatch: true,
      }),
      400,
      {
        "error_code": "INVALID_PARAMETER_VALUE",
        message: "x",
        sqlstate: "KAM01",
        "error_class": "SCHEMA_ENFORCEMENT_FAILED",
      },
    ],
    [new InputError("x", { code: "INTERNAL_ERROR" }), 500, {
      "error_code": "INTERNAL_ERROR",
      message: "x",
      sqlstate: "XXM00",
      "error_class": "CLIENT_INTERNAL_ERROR",
    }],
  ];
  for (const [error, status, body] of cases) {
    assertEquals(STATUS_OF[INPUT_ERROR_KIND[error.code]], status);
    assertEquals(JSON.parse(writeErrorAnswer(error)), body);
  }
});

Deno.test("what JSON has no number for is null", () => {
  const numbers = Float64Array.of(1, NaN, Infinity, -Infinity);
  const frame = new DataFrame(["a"], [{ dtype: "float64", values: numbers }]);
  const cases: readonly (readonly [Prediction, string])[] = [
    [new Tensor("float64", [4], numbers), "[1.0, null, null, null]"],
    [
      new Tensor("float16", [2], Float32Array.of(NaN, 0.5)),
      "[null, 0.5]",
    ],
    [frame, '[{"a": 1.0}, {"a": null}, {"a": null}, {"a": null}]'],
    [[{ a: NaN, b: [-Infinity] }], '[{"a": null, "b": [null]}]'],
    [{ a: new Tensor("float64", [], Float64Array.of(NaN)) }, '{"a": null}'],
  ];
  for (const [prediction, text] of cases) {
    assertEquals(writeAzureAnswer(prediction), text);
    assertEquals(
      writeInvocationAnswer(prediction, { wrapped: true }),
      `{"predictions": ${text}}`,
    );
  }
});
