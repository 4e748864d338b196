import { ConfigurationError } from "../configuration_error.ts";

/** The kinds of permission that a start may need, as Deno calls them. */
export const PERMISSION_KINDS = [
  "read",
  "write",
  "net",
  "env",
  "sys",
  "run",
  "ffi",
] as const;

/** A kind of permission. */
export type PermissionKind = typeof PERMISSION_KINDS[number];

/** A permission for all of its kind, whatever the name. */
export const ALL = "";

/** What one start of the host may do, and the variables that it gets. */
export class Needs {
  readonly #granted = new Map<PermissionKind, Set<string>>(
    PERMISSION_KINDS.map((kind) => [kind, new Set()]),
  );

  /**
   * Grants permissions.
   *
   * @param kind Their kind.
   * @param names For what: paths, hosts, variables, programs; {@linkcode ALL} for all of them.
   * @returns These needs.
   */
  add(kind: PermissionKind, ...names: readonly string[]): this {
    for (const name of names) this.#granted.get(kind)!.add(name);
    return this;
  }

  /**
   * What is granted of a kind.
   *
   * @param kind The kind.
   * @returns The names, in order; only {@linkcode ALL} where all is granted.
   */
  granted(kind: PermissionKind): readonly string[] {
    const names = this.#granted.get(kind)!;
    return names.has(ALL) ? [ALL] : [...names].sort();
  }

  /**
   * The flags that grant what is needed.
   *
   * @returns One flag a kind, as `--allow-net=127.0.0.1:5001`.
   * @throws {ConfigurationError} If a name has a comma, which Deno cannot be told.
   */
  flags(): readonly string[] {
    return PERMISSION_KINDS.flatMap((kind) => {
      const names = this.granted(kind);
      if (names.length === 0) return [];
      if (names[0] === ALL) return [`--allow-${kind}`];
      const split = names.find((name) => name.includes(","));
      if (split === undefined) return [`--allow-${kind}=${names.join(",")}`];
      throw new ConfigurationError(
        `Cannot grant ${kind} of ${split}: Deno takes a comma for the end of a name; choose one without`,
      );
    });
  }
}
