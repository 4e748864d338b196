/** What a line has that names a file; texts inside of values have their quotes escaped. */
const NAMES_FILE = /"dataref":"|"datainblob":"true"/g;
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
  const pattern = new RegExp(NAMES_FILE);
  for (let found = pattern.exec(text); found !== null;) {
    const start = text.lastIndexOf("\n", found.index) + 1;
    const newline = text.indexOf("\n", found.index);
    const end = newline < 0 ? text.length : newline;
    const uri = uriOf(DECODER.decode(lines.subarray(start, end)));
    if (uri !== undefined) uris.push(uri);
    pattern.lastIndex = end;
    found = pattern.exec(text);
  }
  return uris;
}

/** The URI in a line: of `dataref`, or of `data` where that is said to be one. */
function uriOf(line: string): string | undefined {
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof event !== "object" || event === null) return undefined;
  const { data, dataref, datainblob } = event as Record<string, unknown>;
  const value = dataref ?? (datainblob === "true" ? data : undefined);
  return typeof value === "string" ? value : undefined;
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
