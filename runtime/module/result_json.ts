import { DataFrame, Tensor } from "../../frame/mod.ts";
import { INTERNAL_FAILURE, ScoringError } from "../errors.ts";

/**
 * What a module's `run` returned as JSON text. Nothing (`undefined`, `null`) is
 * `{}`, as azmlinfsrv answers; frames become records, tensors nested lists,
 * a `bigint` its digits, a `Date` its ISO text, numbers that are not finite `null`.
 *
 * @param result What `run` returned.
 * @returns The text.
 * @throws {ScoringError} If it cannot be written as JSON: a function, a symbol, a cycle.
 */
export function resultJson(result: unknown): string {
  if (result === undefined || result === null) return "{}";
  try {
    const text = JSON.stringify(result, plain);
    if (text !== undefined) return text;
  } catch (cause) {
    throw new ScoringError("internal", INTERNAL_FAILURE, { cause });
  }
  throw new ScoringError("internal", INTERNAL_FAILURE, {
    cause: new TypeError(
      `Cannot write what run() returned as JSON: it is a ${typeof result}`,
    ),
  });
}

function plain(_key: string, value: unknown): unknown {
  switch (typeof value) {
    case "bigint":
      return rawJson(String(value));
    case "object":
      if (value instanceof DataFrame) return value.toRecords();
      if (value instanceof Tensor) return value.toNested();
      if (ArrayBuffer.isView(value)) {
        return Array.from(value as unknown as ArrayLike<unknown>);
      }
      if (value instanceof Map) return Object.fromEntries(value);
      if (value instanceof Set) return [...value];
      return value;
    default:
      return value;
  }
}

/** The text itself, unquoted, where the engine can: JSON of exact digits. */
function rawJson(text: string): unknown {
  const json = JSON as { rawJSON?: (text: string) => unknown };
  return json.rawJSON?.(text) ?? Number(text);
}
