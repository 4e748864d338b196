/**
 * Loads a model as a host does, and prints its exit code and the most memory
 * that the process took, in bytes; 0 where the system does not say.
 *
 * @module
 */
import { runCommand } from "../../runtime/host/command/run_command.ts";

const code = await runCommand(["inspect", ...Deno.args]);
// What a process says of itself begins at its start; `maxRSS` has its parent's, too.
const peak = Deno.build.os === "linux"
  ? Number(
    /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync("/proc/self/status"))?.[1],
  ) * 1024
  : 0;
await Deno.stdout.write(
  new TextEncoder().encode(`\n${JSON.stringify({ code, peak })}\n`),
);
