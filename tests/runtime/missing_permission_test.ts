import {
  assertEquals,
  assertFalse,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { missingPermission } from "../../runtime/missing_permission.ts";
import { HostProcess } from "../tools/host_process.ts";

const REFUSED: readonly (readonly [message: string, flag: string])[] = [
  [
    'Requires net access to "features.example.com:443", run again with the --allow-net flag',
    "--allow-net=features.example.com:443",
  ],
  [
    'Requires env access to "FEATURES_KEY", run again with the --allow-env flag',
    "--allow-env=FEATURES_KEY",
  ],
  ["Requires run access, run again with the --allow-run flag", "--allow-run"],
];

Deno.test("what was refused is told by the flag that grants it", () => {
  for (const [message, flag] of REFUSED) {
    const error = new Deno.errors.NotCapable(message);
    assertEquals(missingPermission(error)?.flag, flag);
  }
  assertEquals(missingPermission(new Error(REFUSED[0]![0])), undefined);
  assertEquals(missingPermission(new Deno.errors.NotCapable("no")), undefined);
});

Deno.test("a request that needs a permission fails, and the log names its flag", async () => {
  const folder = await Deno.makeTempDir();
  const script = `${folder}/score.ts`;
  await Deno.writeTextFile(
    script,
    'export async function run() { return await (await fetch("http://192.0.2.1:81/x")).text(); }\n',
  );
  const host = await HostProcess.start(folder, [script]);
  const response = await fetch(`${host.address}/score`, {
    method: "POST",
    body: "{}",
  });
  assertEquals(response.status, 500);
  const answer = await response.text();
  assertFalse(answer.includes("192.0.2.1"));
  const { stderr } = await host.stop();
  assertStringIncludes(stderr, "start samla with --allow-net=192.0.2.1:81");
  // It is one line, which says where.
  const [line, ...others] = stderr.split("\n")
    .filter((line) => line.includes("192.0.2.1") || /^ +at /.test(line));
  assertMatch(line!, /place=\S*run \(file:.*score\.ts:1:\d+\)$/);
  assertEquals(others, []);
  await Deno.remove(folder, { recursive: true });
});
