/**
 * The command `samla`.
 *
 * @module
 */
import { runCommand } from "./command/run_command.ts";

if (import.meta.main) {
  Deno.exitCode = await runCommand(Deno.args);
}
