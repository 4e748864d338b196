/** The words of a name, in snake_case or camelCase, plurals as singulars: `DType` is one word. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll("DType", "Dtype")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_")
    .map((word) => word.length > 3 ? word.replace(/s$/, "") : word);
}

/** Whether the words of the first name are found, in their order, among those of the second. */
export function isNamedAfter(name: string, named: string): boolean {
  const words = wordsOf(named).values();
  return wordsOf(name).every((word) => {
    for (const other of words) if (other === word) return true;
    return false;
  });
}
