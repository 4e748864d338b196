import type { Command } from "commander";
import { addServeOptions, type ServeArguments } from "./serve_options.ts";

/** What is done with what is served while somebody works. */
export type DevAction = (
  target: string,
  flags: ServeArguments,
) => Promise<void>;

/** What is done with what is served; the environment says what it is where the command line does not. */
export type ServeAction = (
  target: string | undefined,
  deployments: readonly string[],
  flags: ServeArguments,
) => Promise<void>;

/** What a command takes that serves. */
const TARGET =
  "the directory or URI of an MLflow model, an init/run module, or a deployment .yml";

/**
 * Adds `samla serve`, and `samla dev`, which serves anew what changed.
 *
 * @param samla The command they are a part of.
 * @param actions What they do.
 */
export function addServeCommands(
  samla: Command,
  actions: { readonly serve: ServeAction; readonly dev: DevAction },
): void {
  addServeOptions(
    samla.command("serve")
      .description(
        "serve an MLflow model (a directory or a URI), an init/run module (.ts, .js) or a deployment .yml",
      )
      .argument(
        "[model]",
        `${TARGET} (default: what AZUREML_MODEL_DIR names)`,
      )
      .argument(
        "[deployments...]",
        "several deployment .yml, where the first .yml is their endpoint's",
      ),
  ).action(actions.serve);
  addServeOptions(
    samla.command("dev")
      .description(
        "serve while you work: what changed is served anew, and the last good one until then",
      )
      .argument("<model>", TARGET),
  ).action(actions.dev);
}
