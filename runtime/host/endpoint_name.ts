const MAX_NAME_LENGTH = 32;

/**
 * A folder's name as Azure takes the names of endpoints: letters, digits and
 * single dashes.
 *
 * @param folder The folder's name.
 * @returns The name; `model` if nothing of it can be used.
 */
export function endpointName(folder: string): string {
  const name = folder.replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replace(/^[^A-Za-z]+/, "").slice(0, MAX_NAME_LENGTH).replace(/-$/, "");
  return name.length < 2 ? "model" : name;
}
