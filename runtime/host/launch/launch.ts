import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { CommanderError } from "commander";
import { reasonOf } from "../../../ground/reason_of.ts";
import { ModelError } from "../../../mlflow/errors.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { PROCESS_VARIABLES } from "../command/process_variables.ts";
import type { PermissionFlags } from "../command/options/permission_options.ts";
import { samlaCommand } from "../command/samla_command.ts";
import type { ServeArguments } from "../command/serve_options.ts";
import { isFolder } from "../../../mlflow/host/stat_or_nothing.ts";
import { addRealPaths } from "./add_real_paths.ts";
import { collectNeeds } from "./collect_needs.ts";
import { configVariables } from "./config_variables.ts";
import { dataNeeds } from "./data_needs.ts";
import { devHost } from "./dev_host.ts";
import { doctorNeeds } from "./doctor_needs.ts";
import { endpointNeeds } from "./endpoint_needs.ts";
import { type HostModules, importMapUrl } from "./import_map.ts";
import { inspectNeeds } from "./inspect_needs.ts";
import type { Launch, LaunchContext, Variables } from "./launch_context.ts";
import { moduleProcess } from "./module_process.ts";
import { PERMISSION_KINDS } from "./needs.ts";
import { preparedEnvironment } from "./prepared_environment.ts";
import { projectNeeds } from "./project_needs.ts";
import { replayNeeds } from "./replay_needs.ts";
import type { StartedHost } from "./run_deno.ts";
import { serveNeeds } from "./serve_needs.ts";
import { telemetryVariables } from "./telemetry_variables.ts";
import { testNeeds } from "./test_needs.ts";

/** The exit code of a bad configuration, as azmlinfsrv has it. */
const BAD_CONFIGURATION = 3;

/** The variables by which people choose how a log looks; every command reads them. */
const LOG_VARIABLES = [
  "CLICOLOR_FORCE",
  "FORCE_COLOR",
  "LOG_STREAM",
  "LOG_TOKENS",
  "NO_COLOR",
];

/** The commands that tell OpenTelemetry what happens. */
const TOLD: ReadonlySet<string> = new Set(["serve", "dev", "collect"]);

const REUSE_PORT = "--reuse-port";

/** What starts hosts here. */
export interface Launcher extends HostModules {
  /** The host's program. */
  readonly program: string;
  /** Deno. */
  readonly executable: string;
  /** The variables of this process. */
  readonly variables: Variables;
  /** Where Deno keeps the packages that it fetched. */
  readonly packageCache: string;
  /** Says something to the person. */
  print(text: string): void;
  /** Says what is wrong. */
  note(text: string): void;
  /**
   * Starts Deno beside this process.
   *
   * @param args Its arguments.
   * @param environment Its variables.
   * @returns The host.
   */
  start(args: readonly string[], environment: Variables): StartedHost;
  /**
   * Tells when files of a folder have changed since this was called.
   *
   * @param folder The folder.
   * @returns One item a change; it ends when this process is to stop.
   */
  watch(folder: string): Promise<AsyncIterable<unknown>>;
  /**
   * Starts Deno and waits for its end.
   *
   * @param args Its arguments.
   * @param environment Its variables.
   * @returns Its exit code.
   */
  run(
    args: readonly string[],
    environment: Variables,
  ): Promise<number>;
}

/**
 * Starts the host for a command line, with the permissions that this start
 * needs and no others.
 *
 * @param args The command line, without the program.
 * @param launcher What starts it.
 * @returns The exit code.
 */
export async function launch(
  args: readonly string[],
  launcher: Launcher,
): Promise<number> {
  let code = 0;
  const start = async (
    flags: PermissionFlags,
    find: (context: LaunchContext) => Promise<Launch>,
    target?: string,
  ) => {
    code = await startHost(args, { flags, find, launcher, target });
  };
  const samla = samlaCommand({
    print: launcher.print,
    serve: (target, deployments, flags) =>
      start(
        flags,
        (context) =>
          deployments.length > 0 && target !== undefined
            ? endpointNeeds(target, deployments, { flags, context })
            : serveNeeds(target, flags, context),
        target,
      ),
    dev: async (target, flags) => {
      await serveAnew(target, { args, flags, launcher });
    },
    test: (target, flags) =>
      start(flags, (context) => testNeeds(target, flags, context)),
    init: (folder) => start({}, () => Promise.resolve(projectNeeds(folder))),
    doctor: (flags) => start({}, (context) => doctorNeeds(flags, context)),
    collect: (path, flags) =>
      start(flags, (context) => collectNeeds(path, flags, context)),
    replay: (collection, flags) =>
      start({}, (context) => replayNeeds(collection, flags, context)),
    inspect: (model, flags) =>
      start({}, (context) => inspectNeeds(model, flags, context)),
    data: {
      list: (flags) => start({}, (context) => dataNeeds(flags, context)),
      tail: (flags) => start({}, (context) => dataNeeds(flags, context)),
      export: (output, flags) =>
        start({}, (context) => dataNeeds(flags, context, output)),
    },
  });
  try {
    await samla.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    const isSaid = error instanceof ConfigurationError ||
      error instanceof ModelError || error instanceof RangeError;
    if (!isSaid) throw error;
    launcher.note(`samla: ${error.message}`);
    return BAD_CONFIGURATION;
  }
}

/** What a command line comes to. */
interface LaunchOptions {
  readonly flags: PermissionFlags;
  readonly find: (context: LaunchContext) => Promise<Launch>;
  readonly launcher: Launcher;
  /** What the command line names. */
  readonly target?: string | undefined;
}

/** How Deno is started for a command line. */
interface DenoStart {
  readonly launch: Launch;
  readonly args: readonly string[];
  readonly environment: Variables;
}

async function startHost(
  args: readonly string[],
  options: LaunchOptions,
): Promise<number> {
  const { flags, launcher } = options;
  const start = await denoStart(args, options);
  if (flags.showPermissions !== true) {
    return await launcher.run(start.args, start.environment);
  }
  const { needs } = start.launch;
  const shown = PERMISSION_KINDS.flatMap((kind) =>
    needs.granted(kind).map((name) => `${kind.padEnd(5)} ${name || "all"}\n`)
  );
  launcher.print(shown.join(""));
  return 0;
}

/** Serves what changes; each start is worked out anew, since its imports may have changed too. */
async function serveAnew(
  target: string,
  options: {
    readonly args: readonly string[];
    readonly flags: ServeArguments;
    readonly launcher: Launcher;
  },
): Promise<void> {
  const { flags, launcher } = options;
  // What serves one person needs no more, and starts sooner.
  const workers = flags.workers === undefined ? ["--workers", "1"] : [];
  const args = ["serve", ...options.args.slice(1), REUSE_PORT, ...workers];
  const start = () =>
    denoStart(args, {
      flags,
      find: (context) => serveNeeds(target, flags, context),
      launcher,
      target,
    });
  const { launch } = await start();
  const path = resolve(target);
  const folder = launch.project?.root ??
    (await isFolder(path) ? path : dirname(path));
  await devHost({
    start: async () => {
      const { args, environment } = await start();
      return launcher.start(args, environment);
    },
    changes: await launcher.watch(folder),
    note: launcher.note,
  });
}

async function denoStart(
  args: readonly string[],
  { flags, find, launcher, target }: LaunchOptions,
): Promise<DenoStart> {
  const fromFile = await variablesIn(flags.envFile);
  const config = await configVariables(flags.configFile, {
    environment: launcher.variables,
    script: target !== undefined && /\.m?[jt]s$/i.test(target)
      ? resolve(target)
      : undefined,
  });
  for (const remark of config.remarks) launcher.note(`samla: ${remark}`);
  const variables = {
    ...config.variables,
    ...fromFile,
    ...launcher.variables,
  };
  const telemetry = TOLD.has(args[0]!) ? telemetryVariables(variables) : {};
  const { packageCache, library } = launcher;
  const launch = await find({
    variables,
    packageCache,
    hostFolder: dirname(fileURLToPath(library)),
  });
  const { needs, project, speaksToAzure, module } = launch;
  const names = [
    ...Object.keys(config.variables),
    ...Object.keys(fromFile),
    ...flags.allowEnv ?? [],
  ];
  needs.add("env", ...LOG_VARIABLES, ...names);
  const granted = module?.needs ?? needs;
  granted.add("env", ...names)
    .add("net", ...flags.allowNet ?? [])
    .add("run", ...flags.allowRun ?? [])
    .add("read", ...(flags.allowRead ?? []).map((path) => resolve(path)))
    .add("write", ...(flags.allowWrite ?? []).map((path) => resolve(path)));
  const surroundings = [
    "--unstable-no-legacy-abort",
    // Several hosts on one port are new to the platform.
    "--unstable-net",
    ...configurationOf(project),
    `--import-map=${importMapUrl(launcher, project)}`,
  ];
  const moduleArgs = module === undefined ? [] : [
    "--module-process",
    await moduleProcess(needs, module, {
      surroundings,
      names,
      executable: launcher.executable,
    }),
  ];
  await addRealPaths(needs);
  return {
    launch,
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      ...surroundings,
      ...needs.flags(),
      launcher.program,
      ...args,
      ...moduleArgs,
    ],
    environment: {
      ...(speaksToAzure
        ? preparedEnvironment(
          variables,
          new Set(
            module === undefined ? names : [...names, ...PROCESS_VARIABLES],
          ),
        )
        : variables),
      ...telemetry,
    },
  };
}

/** The configuration of a script's project; the one of another folder means nothing. */
function configurationOf(project: Launch["project"]): readonly string[] {
  if (project?.configPath !== undefined) {
    return ["--config", project.configPath];
  }
  return project?.hasNodeModules === true
    ? ["--no-config", "--no-lock", "--node-modules-dir=manual"]
    : ["--no-config", "--no-lock", "--node-modules-dir=none"];
}

async function variablesIn(
  path: string | undefined,
): Promise<Record<string, string>> {
  if (path === undefined) return {};
  try {
    return parseEnv(await readFile(path, "utf8")) as Record<string, string>;
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read the file of variables ${path}: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}
