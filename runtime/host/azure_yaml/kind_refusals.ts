import type { ComputeKind, YamlKeys } from "./yaml_key.ts";

/**
 * Keys that Azure's tools refuse, because another kind has them.
 *
 * @param entries What a file says.
 * @param keys The table of its keys.
 * @param options The kind that the file is of, and why they are refused.
 * @returns One phrase each, which names the key.
 */
export function kindRefusals(
  entries: Readonly<Record<string, unknown>>,
  keys: YamlKeys,
  options: { readonly kind: ComputeKind; readonly because: string },
): string[] {
  const { kind, because } = options;
  return Object.keys(entries)
    .filter((name) => (keys[name]?.only ?? kind) !== kind)
    .map((name) => `${name} (${because})`);
}
