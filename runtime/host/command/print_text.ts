const ENCODER = new TextEncoder();

/**
 * Writes text to standard output.
 *
 * @param text The text, with its line ends.
 */
export function printText(text: string): void {
  writeAll(Deno.stdout, text);
}

/**
 * Writes one line to standard error.
 *
 * @param line The line, without its end.
 */
export function printNote(line: string): void {
  writeAll(Deno.stderr, `${line}\n`);
}

function writeAll(
  to: { writeSync(bytes: Uint8Array): number },
  text: string,
): void {
  const bytes = ENCODER.encode(text);
  let at = 0;
  while (at < bytes.length) at += to.writeSync(bytes.subarray(at));
}
