import { assert, assertEquals, assertThrows } from "@std/assert";
import { DataFrame } from "../../../frame/mod.ts";
import { InputError } from "../../../mlflow/errors.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
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
