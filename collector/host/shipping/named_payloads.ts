/** How a line begins the URI of a file; texts inside of values have their quotes escaped. */
const URI_VALUE = '":"azureml://';
const NEWLINE = 0x0a;
/** One character a byte, so that positions in the text are positions in the bytes. */
const BYTES = new TextDecoder("latin1");
const DECODER = new TextDecoder();

/**
 * The files that lines name because a payload is too large for a line, or no
 * text.
 *
 * @param lines Whole lines.
 * @returns The URIs, in the order of the lines.
 */
export function namedPayloads(lines: Uint8Array<ArrayBuffer>): string[] {
  const text = BYTES.decode(lines);
  const uris: string[] = [];
  let at = text.indexOf(URI_VALUE);
  while (at >= 0) {
    const start = text.lastIndexOf("\n", at) + 1;
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const uri = uriOf(DECODER.decode(lines.subarray(start, end)));
    if (uri !== undefined) uris.push(uri);
    at = text.indexOf(URI_VALUE, end);
  }
  return uris;
}

/** The URI in a line: of `dataref`, or of `data` where that is a URI and no table. */
function uriOf(line: string): string | undefined {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof event !== "object" || event === null) return undefined;
  const value = "dataref" in event
    ? event.dataref
    : "data" in event
    ? event.data
    : undefined;
  return typeof value === "string" && value.startsWith("azureml://")
    ? value
    : undefined;
}

/**
 * Counts lines.
 *
 * @param bytes The bytes.
 * @returns How many newlines are in them.
 */
export function countLines(bytes: Uint8Array<ArrayBuffer>): number {
  let count = 0;
  for (
    let at = bytes.indexOf(NEWLINE);
    at >= 0;
    at = bytes.indexOf(NEWLINE, at + 1)
  ) count++;
  return count;
}

/**
 * Where the last whole line ends.
 *
 * @param bytes The bytes.
 * @returns The position after its newline; 0 if there is none.
 */
export function endOfLines(bytes: Uint8Array<ArrayBuffer>): number {
  return bytes.lastIndexOf(NEWLINE) + 1;
}
