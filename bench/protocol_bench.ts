/**
 * Decoding, enforcing and encoding without a model and without HTTP.
 *
 *     deno bench bench/protocol_bench.ts
 *
 * @module
 */
import { DataFrame, Tensor } from "../frame/mod.ts";
import { writeInvocationAnswer } from "../mlflow/protocol/answers.ts";
import { readInvocation } from "../mlflow/protocol/invocations.ts";
import { parseSignature } from "../mlflow/parse_signature.ts";
import type { Signature } from "../mlflow/signature.ts";

function signatureOf(width: number): Signature {
  const columns = Array.from(
    { length: width },
    (_, i) => ({ type: "double", name: `column ${i}`, required: true }),
  );
  return parseSignature({ inputs: JSON.stringify(columns) });
}

function bodyOf(rows: number, width: number): Uint8Array {
  const row = Array.from({ length: width }, (_, i) => i + 0.25);
  return new TextEncoder().encode(JSON.stringify({
    dataframe_split: {
      columns: row.map((_, i) => `column ${i}`),
      data: Array.from({ length: rows }, () => row),
    },
  }));
}

for (
  const [rows, width] of [[1, 4], [1, 100], [1, 600], [1000, 10]] as const
) {
  const signature = signatureOf(width);
  const body = bodyOf(rows, width);
  const values = Float64Array.from({ length: rows }, (_, row) => row / 7);
  const prediction = new Tensor("float64", [rows], values);
  Deno.bench(`${rows} × ${width} with a signature`, () => {
    const { input, wrapped } = readInvocation(
      body,
      "application/json",
      signature,
    );
    if (!(input instanceof DataFrame)) throw new Error("Expected a frame");
    writeInvocationAnswer(prediction, { wrapped });
  });
  Deno.bench(`${rows} × ${width} without a signature`, () => {
    readInvocation(body, "application/json", undefined);
  });
}
