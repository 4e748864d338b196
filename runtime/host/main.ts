/**
 * The command `samla`.
 *
 * @module
 */
import { runCommand } from "./cli.ts";

if (import.meta.main) {
  Deno.exitCode = await runCommand(Deno.args);
}
