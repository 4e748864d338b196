import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { Azurite } from "../tools/azurite.ts";
import { runDocument } from "../tools/document_run.ts";
import { InstalledPackage } from "../tools/installed_package.ts";
import { projectPath } from "../tools/paths.ts";
import { LocalTrackingServer } from "../tools/servers/tracking_server.ts";

/** A container that documents speak of; here it is an emulator's. */
const CONTAINER = "https://account.blob.core.windows.net/container";
const TRACKING_SERVER = "MLFLOW_TRACKING_URI=http://127.0.0.1:5000";

async function copied(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (isDirectory) await copied(source, target);
    else await Deno.copyFile(source, target);
  }
}

Deno.test("each example of the documents does what it says", async (t) => {
  await using installed = await InstalledPackage.install();
  await using azurite = await Azurite.start();
  await using server = new LocalTrackingServer();
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  const iris = projectPath("examples/iris");
  for await (const { name } of Deno.readDir(iris)) {
    files[name] = await Deno.readFile(join(iris, name));
  }
  server.register("iris", "3", files);
  server.aliases.set("iris@champion", "3");
  const pages = await Array.fromAsync(
    Deno.readDir("docs"),
    ({ name }) => `docs/${name}`,
  );
  for (const page of ["README.md", ...pages.sort()]) {
    await t.step(page, async () => {
      const folder = join(installed.folder, "pages", page);
      for (const name of ["examples", "deploy"]) {
        await copied(projectPath(name), join(folder, name));
      }
      await copied(iris, join(folder, "model"));
      const container = await azurite.newContainer();
      const problems = await runDocument(await Deno.readTextFile(page), {
        installed,
        folder,
        replaced: {
          [CONTAINER]: `${azurite.url}/${container.containerName}`,
          [TRACKING_SERVER]: `MLFLOW_TRACKING_URI=${server.url}`,
        },
        variables: {
          "AZURE_STORAGE_CONNECTION_STRING": azurite.connectionString(),
        },
      });
      assertEquals(problems, []);
    });
  }
});

Deno.test("each message that the documents explain is one that is given", async () => {
  const page = await Deno.readTextFile("docs/troubleshooting.md");
  const sources = (await Promise.all(
    ["runtime", "collector", "mlflow"].map(sourcesIn),
  )).join("\n");
  const messages = [...page.matchAll(/^### `(.*)`$/gm)].map(([, text]) =>
    text!
  );
  assert(messages.length > 10);
  const unknown = messages.filter((message) =>
    message.split("…").map((part) =>
      part.trim().replace(/^[:;,] |[:;,(]$/g, "")
    )
      .some((part) => part.length > 3 && !sources.includes(part))
  );
  assertEquals(unknown, []);
});

async function sourcesIn(folder: string): Promise<string> {
  const texts: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    texts.push(
      isDirectory ? await sourcesIn(path) : await Deno.readTextFile(path),
    );
  }
  return texts.join("\n");
}
