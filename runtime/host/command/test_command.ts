import type { Command } from "commander";
import { addServeOptions, type ServeArguments } from "./serve_options.ts";

/** What `samla test` was told. */
export interface TestArguments extends ServeArguments {
  /** The folder of the requests. */
  readonly requests?: string;
}

/**
 * Adds `samla test`: sends requests to what would be served, and shows what
 * came back and what was recorded.
 *
 * @param samla The command it is a part of.
 * @param test What it does.
 */
export function addTestCommand(
  samla: Command,
  test: (target: string, flags: TestArguments) => Promise<void>,
): void {
  addServeOptions(
    samla.command("test")
      .description(
        "send the requests of a folder (or the model's own example), and show the answers and the events",
      )
      .argument(
        "<model>",
        "the directory or URI of an MLflow model, an init/run module, or a deployment .yml",
      ),
  ).option(
    "--requests <folder>",
    "bodies, <name>.json, and the answers to expect, <name>.answer.json (default: requests, beside the model)",
  ).action(test);
}
