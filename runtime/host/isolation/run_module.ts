/**
 * The process that runs a module: it has what the module was granted, and
 * nothing of the host's. It hears the host by a socket, and speaks to it by
 * what would be printed, which can be written at once.
 *
 * @module
 */
import { ProcessGuard } from "../process_guard.ts";
import { DirectSender } from "./direct_sender.ts";
import { FrameReader } from "./frame_reader.ts";
import { ModuleHost } from "./module_host.ts";
import { takeOutput } from "./take_output.ts";

const BUFFER_BYTES = 64 * 1024;

const [path = ""] = Deno.args;
const connection = await Deno.connect({ transport: "unix", path });
const write = Deno.stdout.writeSync.bind(Deno.stdout);
const host = new ModuleHost(new DirectSender(write));
takeOutput(host.log);
const guard = new ProcessGuard(host.failureLog);
const reader = new FrameReader((frame) => host.hear(frame));
const buffer = new Uint8Array(BUFFER_BYTES);
for (;;) {
  const count = await connection.read(buffer).catch(() => null);
  if (count === null) break;
  reader.push(buffer.subarray(0, count));
}
// The host is gone, or done with it.
guard.exit(0);
