/** What stands for bytes that are no UTF-8, but may also be meant. */
const REPLACEMENT = "\uFFFD";

const WITH_MARK = decodersOf({ ignoreBOM: true });
const WITHOUT_MARK = decodersOf({ ignoreBOM: false });

/** How text is decoded. */
export interface DecodeOptions {
  /** Whether a byte order mark at the start is a part of the text (default: it is left out). */
  readonly keepsMark?: boolean;
}

/**
 * The text that bytes are in UTF-8.
 *
 * @param bytes The bytes.
 * @param options What becomes of a byte order mark.
 * @returns The text.
 * @throws {TypeError} If the bytes are not UTF-8.
 */
export function decodeUtf8(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): string {
  const { lenient, fatal } = options.keepsMark ? WITH_MARK : WITHOUT_MARK;
  // Engines decode ASCII to a byte a character only if they may replace what is
  // wrong; told to refuse it, they take three times the bytes.
  const text = lenient.decode(bytes);
  return text.includes(REPLACEMENT) ? fatal.decode(bytes) : text;
}

function decodersOf(options: { readonly ignoreBOM: boolean }) {
  return {
    lenient: new TextDecoder("utf-8", options),
    fatal: new TextDecoder("utf-8", { ...options, fatal: true }),
  };
}
