import { type Document, isMap, isNode, isPair, type LineCounter } from "yaml";

/** `getIn` is to give the node, which knows its place, and not its value. */
const KEEP_NODE = true;

/**
 * The line of a YAML document in which a key stands; that of the nearest key
 * above it that is there, if it is not.
 *
 * @param document The document, parsed with `lines`.
 * @param lines Its lines.
 * @param keys The keys that lead to it.
 * @returns The line, from 1.
 */
export function yamlLine(
  document: Document,
  lines: LineCounter,
  keys: readonly (string | number)[],
): number {
  for (let depth = keys.length; depth > 0; depth--) {
    const parent = depth === 1
      ? document.contents
      : document.getIn(keys.slice(0, depth - 1), KEEP_NODE);
    const key = String(keys[depth - 1]);
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && String(item.key) === key)
      : undefined;
    const node = pair?.key ?? document.getIn(keys.slice(0, depth), KEEP_NODE);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
