import { launch } from "../../runtime/host/launch/launch.ts";
import type { Variables } from "../../runtime/host/launch/launch_context.ts";

/** What a command line came to. */
export interface CapturedLaunch {
  readonly code: number;
  /** What was printed. */
  readonly printed: string;
  /** What was said to be wrong. */
  readonly noted: string;
  /** The arguments that Deno would have been started with; none if it would not. */
  readonly args: readonly string[];
  /** The variables that it would have had. */
  readonly environment: Variables;
}

/** The folder that stands for that of the host's own modules. */
export const HOST_FOLDER = "/package/host";
const PROGRAM = `file://${HOST_FOLDER}/main.js`;
/** The folder that stands for that of fetched packages. */
export const PACKAGE_CACHE = "/cache/npm";

/**
 * Works out how a command would be started, and starts nothing.
 *
 * @param args The command line.
 * @param variables The variables of the process.
 * @returns What came of it.
 */
export async function capturedLaunch(
  args: readonly string[],
  variables: Variables = {},
): Promise<CapturedLaunch> {
  let printed = "";
  let noted = "";
  let started: readonly string[] = [];
  let environment: Variables = {};
  const code = await launch(args, {
    program: PROGRAM,
    executable: "/usr/bin/deno",
    library: `file://${HOST_FOLDER}/mod.js`,
    variables,
    packageCache: PACKAGE_CACHE,
    print: (text) => {
      printed += text;
    },
    note: (text) => {
      noted += text;
    },
    start: () => {
      throw new Error("Nothing is started here");
    },
    watch: () => {
      throw new Error("Nothing is watched here");
    },
    run: (args, given) => {
      started = args;
      environment = given;
      return Promise.resolve(0);
    },
  });
  return { code, printed, noted, args: started, environment };
}

/**
 * What a start was granted of a kind.
 *
 * @param captured The start.
 * @param kind The kind, as `read`.
 * @returns The names; `undefined` if nothing was granted, none if all was.
 */
export function grantedOf(
  { args }: CapturedLaunch,
  kind: string,
): readonly string[] | undefined {
  const flag = `--allow-${kind}`;
  // What follows the program is its own.
  const flags = args.slice(0, args.indexOf(PROGRAM));
  if (flags.includes(flag)) return [];
  return flags.find((arg) => arg.startsWith(`${flag}=`))
    ?.slice(flag.length + 1).split(",");
}
