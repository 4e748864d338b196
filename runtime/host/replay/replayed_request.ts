import type { CollectedEvent } from "../../../collector/reading/collected_event.ts";
import { jsonValue } from "../../../frame/json_value.ts";
import { isRecord } from "../../../ground/is_record.ts";

/** A request as it is sent again. */
export interface ReplayedRequest {
  /** The content type. */
  readonly contentType: string;
  /** The body. */
  readonly body: string;
}

/**
 * The request that asks for a recorded input again: a table as the target's
 * route takes one, a payload as it came.
 *
 * @param event The input.
 * @param path The path that is asked.
 * @returns The request; `undefined` if nothing is recorded that can be sent.
 */
export function replayedRequest(
  event: CollectedEvent,
  path: string,
): ReplayedRequest | undefined {
  const { data, attributes, collection } = event;
  if (data === undefined) return undefined;
  if (collection.toLowerCase() === "request") {
    const type = String(attributes.get("datacontenttype") ?? "text/plain");
    if (attributes.get("datainblob") !== undefined) return undefined;
    return {
      contentType: type,
      body: typeof data === "string" && !/json/.test(type)
        ? data
        : jsonValue(data),
    };
  }
  const isTable = Array.isArray(data) && data.length > 0 &&
    data.every(isRecord);
  const contentType = "application/json";
  if (!isTable) return { contentType, body: jsonValue(data) };
  const rows = data as readonly Record<string, unknown>[];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = {
    columns,
    index: rows.map((_, i) => i),
    data: rows.map((row) => columns.map((name) => row[name] ?? null)),
  };
  const key = path.endsWith("/invocations") ? "dataframe_split" : "input_data";
  return { contentType, body: jsonValue({ [key]: table }) };
}
