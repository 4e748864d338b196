import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { DataFrame } from "../../../frame/mod.ts";
import { InputError, ModelError } from "../../../mlflow/errors.ts";
import { parseMlmodel } from "../../../mlflow/mlmodel.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { writeAzureAnswer } from "../../../mlflow/protocol/answers.ts";
import { parseExactJson } from "../../../mlflow/protocol/json/exact_json.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";
import {
  parsePythonFloat,
  pythonFloatText,
} from "../../../mlflow/protocol/json/python_float.ts";
import { plainValue } from "../../../mlflow/protocol/json/python_text.ts";
import type { Signature } from "../../../mlflow/signature.ts";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

Deno.test("the exact reader reads what JSON.parse reads", () => {
  fc.assert(fc.property(fc.json(), (text) => {
    const expected: unknown = JSON.parse(text, (_, value) =>
      // Python has no negative zero among its integers.
      Object.is(value, -0) ? 0 : value);
    const exact = JSON.stringify(plainValue(parseExactJson(text)), smaller);
    assertEquals(exact, JSON.stringify(expected));
  }));
});

function smaller(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

Deno.test("the exact reader refuses what JSON.parse refuses, but for Python's tokens", () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.string({ maxLength: 2 }),
      (text, at, put) => {
        const place = at % (text.length + 1);
        const damaged = text.slice(0, place) + put + text.slice(place + 1);
        if (/NaN|Infinity/.test(damaged)) return;
        let isJson = true;
        try {
          JSON.parse(damaged);
        } catch {
          isJson = false;
        }
        if (isJson) parseExactJson(damaged);
        else assertThrows(() => parseExactJson(damaged), InputError);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("integers of any size are exact", () => {
  fc.assert(fc.property(fc.bigInt(), (value) => {
    assertEquals(BigInt(String(parseExactJson(String(value)))), value);
  }));
});

Deno.test("a double's text gives the double back, with a point or an exponent", () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(doubles, (value) => {
    const text = pythonFloatText(value);
    assert(/[.e]/.test(text), text);
    assert(Object.is(Number(text), value), text);
    assert(Object.is(parsePythonFloat(text), value), text);
  }));
});

Deno.test("a text is written in ASCII and reads back", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const written = writeAzureAnswer([text]);
    assert(/^[\x20-\x7e]*$/.test(written));
    assertEquals(JSON.parse(written), [text]);
  }));
});

const TWO: Signature = parseSignature({
  inputs: JSON.stringify([
    { name: "x", type: "double" },
    { name: "n", type: "long" },
  ]),
});
const rows: fc.Arbitrary<readonly (readonly [number, bigint])[]> = fc.array(
  fc.tuple(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  ),
);

Deno.test("doubles and 64-bit integers come through each format unchanged", () => {
  fc.assert(fc.property(rows, (rows) => {
    const cells = rows.map(([x, n]) =>
      [pythonFloatText(x), String(n)] as const
    );
    const split = cells.map(([x, n]) => `[${x}, ${n}]`).join(", ");
    const records = cells.map(([x, n]) => `{"n": ${n}, "x": ${x}}`).join(", ");
    const bodies = [
      `{"dataframe_split": {"columns": ["x", "n"], "data": [${split}]}}`,
      ...(rows.length === 0 ? [] : [`{"dataframe_records": [${records}]}`]),
      `{"inputs": {"x": [${cells.map(([x]) => x)}], "n": [${
        cells.map(([, n]) => n)
      }]}}`,
    ];
    for (const body of bodies) {
      const { input } = readInvocation(bytes(body), "application/json", TWO);
      assert(input instanceof DataFrame);
      assertEquals(
        input.column("x")?.values,
        Float64Array.from(rows, ([x]) => x),
      );
      assertEquals(
        input.column("n")?.values,
        BigInt64Array.from(rows, ([, n]) => n),
      );
    }
  }));
});

const SIGNATURES: readonly (Signature | undefined)[] = [
  undefined,
  TWO,
  parseSignature({ inputs: JSON.stringify([{ type: "string" }]) }),
  parseSignature({
    inputs: JSON.stringify([
      { name: "a", type: "array", items: { type: "long" } },
      { name: "m", type: "map", values: { type: "double" } },
      { name: "o", type: "object", properties: { k: { type: "string" } } },
      { name: "y", type: "any" },
    ]),
  }),
  parseSignature({
    inputs: JSON.stringify([
      { type: "tensor", "tensor-spec": { dtype: "int32", shape: [-1, 2] } },
    ]),
  }),
];
const FORMATS = [
  "dataframe_split",
  "dataframe_records",
  "instances",
  "inputs",
  "messages",
];

Deno.test("any JSON body is read or refused, and a refusal shows no text of it", () => {
  const secret = "hunter2-7f3a";
  const value = fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text));
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), value, (format, value) => {
      const body = bytes(
        JSON.stringify({ [format]: value }).replace(
          /"(?=[\]}])/g,
          `${secret}"`,
        ),
      );
      for (const signature of SIGNATURES) {
        try {
          readInvocation(body, "application/json", signature);
        } catch (error) {
          assert(error instanceof InputError, String(error));
        }
      }
    }),
    { numRuns: 500 },
  );
  for (const signature of SIGNATURES) {
    for (const format of FORMATS) {
      for (
        const shape of [secret, [secret], [[secret]], { data: [[secret]] }]
      ) {
        try {
          readInvocation(
            bytes(JSON.stringify({ [format]: shape })),
            "application/json",
            signature,
          );
        } catch (error) {
          assert(error instanceof InputError, String(error));
          assert(!error.message.includes(secret), error.message);
        }
      }
    }
  }
});

Deno.test("any CSV body is read or refused", () => {
  const text = fc.array(
    fc.constantFrom("a", "1", ",", "\n", '"', " ", "-", ".", "é"),
  )
    .map((parts) => parts.join(""));
  fc.assert(fc.property(text, (text) => {
    for (const signature of SIGNATURES) {
      try {
        readInvocation(bytes(text), "text/csv", signature);
      } catch (error) {
        assert(error instanceof InputError, String(error));
      }
    }
  }));
});

Deno.test("any text is an MLmodel file or is refused by name", () => {
  const start = "flavors: {xgboost: {data: m.ubj}}\nsignature: {inputs: '[";
  fc.assert(fc.property(fc.string(), fc.nat(start.length), (text, at) => {
    try {
      parseMlmodel(start.slice(0, at) + text, "m/MLmodel");
    } catch (error) {
      assert(error instanceof ModelError, String(error));
      assert(error.message.includes("m/MLmodel"), error.message);
    }
  }));
});
