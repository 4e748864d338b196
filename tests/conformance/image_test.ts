import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import {
  IMAGE_FOLDER,
  type ImageRunner,
  imageRunner,
  runImage,
} from "../tools/image_run.ts";
import { projectPath } from "../tools/paths.ts";

const IRIS_BODY =
  '{"input_data":{"columns":["sepal length (cm)","sepal width (cm)","petal length (cm)","petal width (cm)"],"data":[[5.1,3.5,1.4,0.2]]}}';
const ROOT = join(IMAGE_FOLDER, "rootfs");
const SHELL = /\/(?:ba|da|z|k|c|a)?sh$|busybox|toybox/;
/** What belongs to who runs it may not be written by him either. */
const OTHERS_WRITE = 0o002;
const SETUID = 0o6000;
const EXECUTABLE = 0o111;

async function build(): Promise<void> {
  const lists = new Deno.Command("apt-get", { args: ["update", "-qq"] });
  await lists.output();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "image"],
    stderr: "piped",
    stdout: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** Every file of the image, by its path in it, with its mode. */
async function filesIn(folder: string): Promise<Map<string, number>> {
  const files = new Map<string, number>();
  const visit = async (path: string) => {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      const inner = join(path, name);
      if (isDirectory) await visit(inner);
      else {
        const { mode } = await Deno.lstat(inner);
        files.set(inner.slice(folder.length), mode!);
      }
    }
  };
  await visit(folder);
  return files;
}

/** Serves a model out of the image, asks it once, and stops it. */
async function answerOf(
  runner: Exclude<ImageRunner, "nothing">,
  model: string,
  body: string,
) {
  const data = await Deno.makeTempDir();
  const child = await runImage(runner, {
    model: projectPath(model),
    data,
    args: [
      "serve",
      "/model",
      "--port",
      "0",
      "--collect",
      "--data-dir",
      "/data",
    ],
  });
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  let address: string | undefined;
  while (address === undefined) {
    const { value, done } = await reader.read();
    assert(!done, `It did not start: ${printed}`);
    printed += value;
    address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
  }
  const ready = await fetch(`${address}/ready`);
  await ready.body?.cancel();
  const response = await fetch(`${address}/score`, { method: "POST", body });
  const text = await response.text();
  child.kill("SIGTERM");
  await reader.cancel();
  const { code } = await child.status;
  const kept = await Array.fromAsync(Deno.readDir(data), ({ name }) => name);
  await Deno.remove(data, { recursive: true });
  return { ready: ready.status, text, code, kept: kept.sort() };
}

Deno.test("the image has no shell, and serves as nobody from files that it cannot write", async (t) => {
  await build();

  await t.step(
    "its files are Deno, what it is linked to, and the host",
    async () => {
      const files = await filesIn(ROOT);
      const programs = [...files].filter(([path, mode]) =>
        (mode & EXECUTABLE) !== 0 && !path.startsWith("/lib") &&
        !path.startsWith("/samla/cache/")
      ).map(([path]) => path);
      assertEquals(programs, ["/samla/deno"]);
      for (const [path, mode] of files) {
        assert(!SHELL.test(path), path);
        const isLink = (mode & 0o170000) === 0o120000;
        assert(isLink || (mode & (OTHERS_WRITE | SETUID)) === 0, path);
      }
      const text = await Deno.readTextFile(join(IMAGE_FOLDER, "Containerfile"));
      assertMatch(text, /^FROM scratch$/m);
      assertMatch(text, /^USER 65532:65532$/m);
      assertEquals(text.match(/^VOLUME .*$/gm), ["VOLUME /data"]);
    },
  );

  const runner = await imageRunner();
  if (runner === "nothing") {
    const said = "no daemon and no namespace here: the image is not run\n";
    await Deno.stderr.write(new TextEncoder().encode(said));
    return;
  }

  await t.step(`it serves and collects, run by ${runner}`, async () => {
    const answer = await answerOf(runner, "examples/iris", IRIS_BODY);
    assertEquals(answer, {
      ready: 200,
      text: "[0]",
      code: 0,
      kept: ["assets", "counters", "modelDataCollector"],
    });
  });

  await t.step("it has the engine of graphs, and fetches nothing", async () => {
    const answer = await answerOf(
      runner,
      "tests/golden/onnx/boosting-classifier",
      '{"input_data":[[1.5,2.5,3.5,4.5]]}',
    );
    assertMatch(answer.text, /^\[?\{"output_label"/);
    assertEquals([answer.ready, answer.code], [200, 0]);
  });
});
