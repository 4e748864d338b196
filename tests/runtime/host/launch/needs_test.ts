import { assert, assertFalse, assertStringIncludes } from "@std/assert";
import { freePort } from "../../../tools/free_port.ts";
import { fromFileUrl, projectPath } from "../../../tools/paths.ts";
import { capturedLaunch, HOST_FOLDER } from "../../../tools/captured_launch.ts";

const IRIS = projectPath("examples/iris");
const CONFIG = projectPath("deno.json");
const MAIN = fromFileUrl(
  new URL("../../../../runtime/host/main.ts", import.meta.url),
);
const BODY =
  '{"input_data":{"columns":["sepal length (cm)","sepal width (cm)","petal length (cm)","petal width (cm)"],"data":[[5.1,3.5,1.4,0.2]]}}';
/** What people choose how a log looks by, and what a service is called: it is as usual without. */
const CHOICES =
  /^(?:NO_COLOR|FORCE_COLOR|CLICOLOR_FORCE|LOG_STREAM|LOG_TOKENS|SERVICE_\w+|SERVER_\w+|SCORING_\w+|WORKER_COUNT|SEPERATE_HEALTH_ENDPOINT|AML_CORS_ORIGINS)$/;

/** Whether a host with these permissions answers, and what it said. */
async function answers(
  permissions: readonly string[],
  args: readonly string[],
  port: number,
): Promise<{ readonly isAnswered: boolean; readonly said: string }> {
  const host = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--config",
      CONFIG,
      ...permissions,
      MAIN,
      ...args,
    ],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const reader = host.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  while (!printed.includes("Try it")) {
    const { done, value } = await reader.read();
    if (done) break;
    printed += value;
  }
  let isAnswered = false;
  if (printed.includes("Try it")) {
    const response = await fetch(`http://127.0.0.1:${port}/score`, {
      method: "POST",
      body: BODY,
      headers: { "content-type": "application/json" },
    });
    isAnswered = await response.text() === "[0]" && response.status === 200;
    host.kill("SIGTERM");
  }
  await reader.cancel();
  const { code } = await host.status;
  const said = await new Response(host.stderr).text();
  return { isAnswered: isAnswered && code === 0, said };
}

Deno.test("a host serves and collects with what it is granted, and not with any less", async () => {
  const dataDir = await Deno.makeTempDir();
  const port = freePort();
  const args = [
    "serve",
    IRIS,
    "--collect",
    "--data-dir",
    dataDir,
    "--port",
    String(port),
    // Several would read the host's program, which lies elsewhere here.
    "--workers",
    "1",
  ];
  const { args: launched } = await capturedLaunch(args);
  const granted = launched.filter((arg) => arg.startsWith("--allow-"));
  const whole = await answers(granted, args, port);
  assert(whole.isAnswered, whole.said);
  for (let i = 0; i < granted.length; i++) {
    const [flag, list] = granted[i]!.split("=") as [string, string];
    // Threads read the host's program when there is something for them to do.
    const names = list.split(",").filter((name) =>
      !CHOICES.test(name) && name !== HOST_FOLDER
    );
    // Variables of one kind are read in one place; the last stands for them.
    const tried = flag === "--allow-env" ? names.slice(-1) : names;
    for (const name of tried) {
      const left = list.split(",").filter((each) => each !== name);
      const fewer = granted.with(
        i,
        left.length === 0 ? "--no-prompt" : `${flag}=${left.join(",")}`,
      );
      const { isAnswered, said } = await answers(fewer, args, port);
      assertFalse(isAnswered, `without ${flag}=${name}: ${said}`);
    }
  }
  const files = await Array.fromAsync(Deno.readDir(dataDir));
  assertStringIncludes(files.map(({ name }) => name).join(), "modelData");
  await Deno.remove(dataDir, { recursive: true });
});
