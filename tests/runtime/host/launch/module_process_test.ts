import { assert, assertEquals, assertFalse } from "@std/assert";
import { join } from "node:path";
import { capturedLaunch, grantedOf } from "../../../tools/captured_launch.ts";

Deno.test("a module apart has what it is granted, and its host what it needs to start it", async () => {
  const folder = await Deno.makeTempDir();
  const script = join(folder, "score.ts");
  await Deno.writeTextFile(script, "export const run = () => 1;");
  const captured = await capturedLaunch([
    "serve",
    script,
    "--isolation",
    "worker",
    "--data-dir",
    join(folder, "data"),
    "--allow-net=features.example.com",
    "--allow-env=FEATURES_KEY",
  ]);
  const at = captured.args.indexOf("--module-process");
  const { socket, executable, args, variables } = JSON.parse(
    captured.args[at + 1]!,
  );
  const module = args as readonly string[];
  const net = module.find((arg) => arg.startsWith("--allow-net="));
  assertEquals(net, `--allow-net=features.example.com,unix:${socket}`);
  assert(variables.includes("FEATURES_KEY"));
  const data = join(folder, "data");
  assert(module.includes(`--deny-read=${data}`));
  assertFalse(module.some((arg) => arg.startsWith("--allow-run")));
  assertEquals(grantedOf(captured, "run"), [executable]);
  assertEquals(grantedOf(captured, "net"), [
    "127.0.0.1:5001",
    `unix:${socket}`,
  ]);
  await Deno.remove(folder, { recursive: true });
});
