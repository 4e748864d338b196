/** How values are streamed: as events (server-sent events), or as lines of JSON. */
export type StreamType = "text/event-stream" | "application/x-ndjson";

/** Each {@linkcode StreamType}. */
export const STREAM_TYPES: readonly StreamType[] = [
  "text/event-stream",
  "application/x-ndjson",
];

const WEIGHT = /^q\s*=\s*([01](?:\.\d{0,3})?)$/i;

/**
 * Whether it is a way to stream values.
 *
 * @param value Anything.
 * @returns Whether it is.
 */
export function isStreamType(value: unknown): value is StreamType {
  return STREAM_TYPES.some((type) => type === value);
}

/**
 * How a client wants values to be streamed: what it names, and of both what it
 * likes better. What takes anything (`*\/*`) asks for nothing.
 *
 * @param accept The header `Accept`; `null` if there is none.
 * @returns The type; `undefined` if it names neither.
 */
export function acceptedStreamType(
  accept: string | null,
): StreamType | undefined {
  let best: StreamType | undefined;
  let bestWeight = 0;
  for (const item of accept?.split(",") ?? []) {
    const [type = "", ...parameters] = item.split(";").map((part) =>
      part.trim()
    );
    const name = type.toLowerCase();
    if (!isStreamType(name)) continue;
    const weight = parameters.map((each) => WEIGHT.exec(each)?.[1])
      .find((each) => each !== undefined) ?? "1";
    if (Number(weight) <= bestWeight) continue;
    best = name;
    bestWeight = Number(weight);
  }
  return best;
}
