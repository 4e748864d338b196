/**
 * Parses JSON in which Python and XGBoost wrote `NaN` and `Infinity`, which
 * JSON does not know.
 *
 * @param text The text.
 * @returns What it says; NaN is null.
 * @throws {SyntaxError} If it is broken.
 */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(text.replace(TOKENS, finiteToken));
  }
}

const TOKENS = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;

function finiteToken(token: string): string {
  if (token.startsWith('"')) return token;
  if (token === "NaN") return "null";
  return token.startsWith("-") ? "-1e999" : "1e999";
}
