import type { Signature } from "../signature.ts";
import { readLongCsv } from "./csv/read_long_csv.ts";
import { planOf } from "./input_plan.ts";
import {
  csvInvocation,
  type Invocation,
  type InvocationOptions,
  readFields,
  readInvocation,
} from "./invocations.ts";
import { readLongJson, type TablePlaces } from "./json/read_long_json.ts";
import { readMediaType } from "./media_type.ts";

const TABLES: TablePlaces = {
  members: {
    "dataframe_split": { members: { data: { isTable: true } } },
    "dataframe_records": { isTable: true },
    "inputs": { isTable: true },
    "instances": { isTable: true },
  },
};

/** Choices of reading a long request. */
export interface LongInvocationOptions extends InvocationOptions {
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a long body of a request to `/invocations` as {@linkcode readInvocation}
 * does, but in turns with the event loop, and in less memory: tables are read
 * straight into columns.
 *
 * @param body The body: JSON or CSV.
 * @param contentType The `Content-Type` header; empty if there was none.
 * @param signature The model's signature, if it has one.
 * @param options How closely MLflow is followed, and how large a table may be.
 * @returns The input and the parameters.
 * @throws {UnsupportedMediaTypeError} If the type of the body is not taken.
 * @throws {InputError} If the body cannot be read, or does not fit the signature.
 * @throws {unknown} The signal's reason.
 */
export async function readLongInvocation(
  body: Uint8Array,
  contentType: string,
  signature: Signature | undefined,
  options: LongInvocationOptions = {},
): Promise<Invocation> {
  const isBetter = options.compatibility === "better";
  const { signal } = options;
  const plan = planOf(signature, options.bounds);
  switch (readMediaType(contentType)) {
    case "application/json":
      return await readLongJson(
        body,
        { ...plan, tables: TABLES, signal },
        (value, detail) => readFields(value, plan, { detail, isBetter }),
      );
    case "text/csv": {
      const frame = await readLongCsv(body, plan.schema, {
        readsDatetimes: isBetter,
        bounds: plan.bounds,
        signal,
      });
      return csvInvocation(frame, plan);
    }
    default:
      return readInvocation(body, contentType, signature, options);
  }
}
