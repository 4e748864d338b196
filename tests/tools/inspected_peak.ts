/**
 * Loads a model as a host does, and prints the error and the most memory that
 * the process took, in bytes.
 *
 * @module
 */
import process from "node:process";
import { runCommand } from "../../runtime/host/command/run_command.ts";

const code = await runCommand(["inspect", ...Deno.args]);
const peak = process.resourceUsage().maxRSS * 1024;
await Deno.stdout.write(
  new TextEncoder().encode(`\n${JSON.stringify({ code, peak })}\n`),
);
