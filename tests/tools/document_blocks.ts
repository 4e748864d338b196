/** A fenced block of a document. */
export interface DocumentBlock {
  /** Its language, as `sh`. */
  readonly language: string;
  /** What stands behind the language, as `elsewhere`. */
  readonly remark: string;
  /** Its text, without the fences. */
  readonly text: string;
  /** The line of the document that it begins in. */
  readonly line: number;
}

/**
 * The fenced blocks of a document, in order.
 *
 * @param text The document.
 * @returns The blocks.
 */
export function blocksOf(text: string): readonly DocumentBlock[] {
  const found = text.matchAll(/^```(\w+)(?: ([^\n]*))?\n([\s\S]*?)^```$/gm);
  return [...found].map(({ 1: language, 2: remark, 3: body, index }) => ({
    language: language!,
    remark: remark?.trim() ?? "",
    text: body!,
    line: text.slice(0, index).split("\n").length,
  }));
}

/**
 * The file that a block is, by the comment that it begins with: `// score.ts`,
 * `# deployment.yml`.
 *
 * @param block The block.
 * @returns The path; `undefined` if it is none.
 */
export function fileOf({ language, text }: DocumentBlock): string | undefined {
  if (language === "sh") return undefined;
  return /^(?:\/\/|#) ([\w./-]+\.\w+)$/m.exec(text.split("\n", 1)[0]!)?.[1];
}

/**
 * Whether a text is what a document says, where `…` stands for anything, and
 * JSON for the same value.
 *
 * @param actual The text.
 * @param expected What the document says.
 * @returns Whether it is.
 */
export function isAsSaid(actual: string, expected: string): boolean {
  if (isSameJson(actual, expected)) return true;
  const pattern = expected.trim().split("…").map((part) =>
    part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
  ).join("[\\s\\S]*");
  return new RegExp(`^\\s*${pattern}\\s*$`).test(actual);
}

/** Documents are laid out by a formatter, and so is the JSON in them. */
function isSameJson(actual: string, expected: string): boolean {
  try {
    return JSON.stringify(JSON.parse(actual)) ===
      JSON.stringify(JSON.parse(expected));
  } catch {
    return false;
  }
}
