import { type ScriptProject, withFolders } from "./script_project.ts";

/** Where what the host gives a script is. */
export interface HostModules {
  /** The address of the library, `@samla/samla`, that the host itself uses. */
  readonly library: string;
}

/**
 * The import map of a start: what the script's project says, but for the
 * library, which is the host's own, so that both collect into one place.
 *
 * @param modules What the host gives.
 * @param project The script's project, if a script is served.
 * @returns The map, as an address.
 */
export function importMapUrl(
  { library }: HostModules,
  project: ScriptProject | undefined,
): string {
  const own = project?.imports;
  // The host has the same map, and means the platform's own by these.
  const ownImports = Object.entries(own?.imports ?? {})
    .filter(([name]) => !name.startsWith("node:"));
  const map = {
    imports: {
      ...withFolders(SCRIPT_PACKAGES),
      ...Object.fromEntries(ownImports),
      "@samla/samla": library,
    },
    scopes: own?.scopes ?? {},
  };
  return `data:application/json,${encodeURIComponent(JSON.stringify(map))}`;
}

/** Packages that the host loads when it first needs them, or that scripts import by name; as in `deno.json`. */
export const SCRIPT_PACKAGES = {
  "onnxruntime-web": "npm:onnxruntime-web@1.30.0",
  "valibot": "npm:valibot@1.5.0",
} as const;
