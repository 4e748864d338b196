import { assertEquals, assertThrows } from "@std/assert";
import { cellAt, DataFrame, Tensor } from "../../../frame/mod.ts";
import { InputError, ModelError } from "../../../mlflow/errors.ts";
import type { ModelInput } from "../../../mlflow/flavor.ts";
import type { PlainInput } from "../../../mlflow/plain_input.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";
import { readParquetInvocation } from "../../../mlflow/protocol/parquet/read_parquet.ts";
import type { Signature } from "../../../mlflow/signature.ts";

/** Signatures, requests, and what MLflow's server gave the model of each. */
interface Table {
  readonly models: Readonly<Record<string, unknown>>;
  readonly requests: readonly Request[];
  readonly rows: readonly {
    readonly model: string;
    readonly request: number;
    readonly status: number;
    readonly input?: Readonly<Record<string, unknown>>;
    /** The sentence on missing columns. */
    readonly says?: string;
  }[];
}

interface Request {
  readonly type: string;
  readonly body: string;
}

/** Models whose column 0 is not the first: they are refused at load, as MLflow answers none of them rightly. */
const UNSERVED = ["first-last", "zero-alone-last"];

async function readTable(): Promise<Table> {
  return JSON.parse(
    await Deno.readTextFile(
      new URL("../../golden/protocol/column_labels.json", import.meta.url),
    ),
  );
}

Deno.test("columns called by numbers or by their texts are told apart as MLflow does", async (t) => {
  const { models, requests, rows } = await readTable();
  for (const model of Object.keys(models)) {
    if (UNSERVED.includes(model)) continue;
    await t.step(model, async () => {
      const signature = parseSignature(models[model]);
      const failures: string[] = [];
      for (const row of rows.filter((row) => row.model === model)) {
        const request = requests[row.request]!;
        const seen = await read(request, signature);
        const isSame = seen instanceof InputError
          ? row.status === 400 &&
            seen.message.includes(plainSays(row.says))
          : JSON.stringify(seen) === JSON.stringify(plainNames(row.input));
        if (isSame) continue;
        const ours = seen instanceof InputError
          ? seen.message
          : JSON.stringify(seen);
        failures.push(
          `${request.body.slice(0, 200)}: ${ours}, MLflow ${row.status} ${
            row.says ?? JSON.stringify(plainNames(row.input))
          }`,
        );
      }
      assertEquals(failures, []);
    });
  }
});

Deno.test("a model whose column 0 is not the first is refused at load", async () => {
  const { models } = await readTable();
  for (const model of UNSERVED) {
    assertThrows(
      () => parseSignature(models[model]),
      ModelError,
      `Key "signature.inputs[3].name": the number 0 is the name of a column that is not the first`,
    );
  }
});

async function read(
  { type, body }: Request,
  signature: Signature,
): Promise<unknown> {
  try {
    const { input } = type.endsWith("parquet")
      ? await readParquetInvocation(
        Uint8Array.from(atob(body), (byte) => byte.charCodeAt(0)),
        signature,
      )
      : readInvocation(new TextEncoder().encode(body), type, signature);
    return describe(input);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function describe(input: ModelInput | PlainInput): unknown {
  if (input instanceof DataFrame) {
    return {
      columns: input.names,
      dtypes: input.columns.map(({ dtype }) => PANDAS[dtype] ?? dtype),
      values: Array.from(
        { length: input.length },
        (_, row) => input.columns.map((column) => plain(cellAt(column, row))),
      ),
    };
  }
  if (input instanceof Tensor) return { tensor: Array.from(input.data, plain) };
  return {
    tensors: Object.fromEntries(
      Object.entries(input).map(([name, { data }]) => [
        name,
        Array.from(data, plain),
      ]),
    ),
  };
}

const PANDAS: Readonly<Record<string, string>> = {
  boolean: "bool",
  string: "object",
  datetime: "datetime64[ns]",
};

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return Number.isNaN(value) ? null : value;
}

const NUMBERS: Readonly<Record<string, string>> = { False: "0", True: "1" };

function plainSays(says: string | undefined): string {
  return says?.replaceAll(/\.0(?=[,\]])/g, "") ?? "";
}

/** Names of whole floats are texts without their point here, and booleans are the numbers that they are equal to. */
function plainNames(
  input: Readonly<Record<string, unknown>> | undefined,
): unknown {
  if (!Array.isArray(input?.columns)) return input;
  return {
    ...input,
    columns: input.columns.map((name) =>
      NUMBERS[String(name)] ?? String(name).replace(/\.0$/, "")
    ),
  };
}
