import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataFrame, Tensor } from "../../../frame/mod.ts";
import { InputError } from "../../../mlflow/errors.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { writeInvocationAnswer } from "../../../mlflow/protocol/answers.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";

const BETTER = { compatibility: "better" } as const;

function signatureOf(type: string): ReturnType<typeof parseSignature> {
  return parseSignature({ inputs: JSON.stringify([{ type, name: "c" }]) });
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("datetimes in CSV are refused as by MLflow, and read by the better way", () => {
  const body = bytes("c\n2021-01-01\n");
  const signature = signatureOf("datetime");
  assertThrows(
    () => readInvocation(body, "text/csv", signature),
    InputError,
    "not supported in CSV",
  );
  const { input } = readInvocation(body, "text/csv", signature, BETTER);
  assert(input instanceof DataFrame);
  assertEquals(input.columns[0], {
    dtype: "datetime",
    values: Float64Array.of(1609459200000),
  });
});

Deno.test("binary values under inputs are text as in MLflow, and base64 by the better way", () => {
  const signature = signatureOf("binary");
  for (
    const form of [
      `{"inputs": {"c": ["AQI="]}}`,
      `{"instances": [{"c": "AQI="}]}`,
    ]
  ) {
    const strict = readInvocation(bytes(form), "application/json", signature);
    assert(strict.input instanceof DataFrame);
    assertEquals(strict.input.columns[0]?.values[0], bytes("AQI="));
    const better = readInvocation(
      bytes(form),
      "application/json",
      signature,
      BETTER,
    );
    assert(better.input instanceof DataFrame);
    assertEquals(better.input.columns[0]?.values[0], Uint8Array.of(1, 2));
  }
});

Deno.test("NaN is a bare token as in MLflow, and null by the better way", () => {
  const numbers = Float64Array.of(1, NaN, Infinity);
  const tensor = new Tensor("float64", [3], numbers);
  const frame = new DataFrame(["a"], [{ dtype: "float64", values: numbers }]);
  const cases = [
    [tensor, "[1.0, NaN, Infinity]", "[1.0, null, null]"],
    [
      frame,
      '[{"a": 1.0}, {"a": NaN}, {"a": Infinity}]',
      '[{"a": 1.0}, {"a": null}, {"a": null}]',
    ],
    [[{ a: NaN }], '[{"a": NaN}]', '[{"a": null}]'],
  ] as const;
  for (const [prediction, strict, better] of cases) {
    const options = { wrapped: false };
    assertEquals(writeInvocationAnswer(prediction, options), strict);
    assertEquals(
      writeInvocationAnswer(prediction, { ...options, ...BETTER }),
      better,
    );
  }
});
