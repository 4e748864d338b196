import { assertEquals } from "@std/assert";
import { createApp } from "../../runtime/app.ts";
import { openModule } from "../../runtime/models/module_model.ts";

const PREFIX = "/models/iris";

Deno.test("a path prefix stands before every route, and GET / is answered without it too", async () => {
  const model = await openModule(
    { run: (text: string) => text },
    { name: "echo" },
  );
  const app = createApp(model, { pathPrefix: PREFIX });
  const status = async (path: string, method = "GET") => {
    const response = await app.fetch(
      new Request(`http://localhost${path}`, { method }),
    );
    await response.body?.cancel();
    return response.status;
  };
  for (const path of ["", "/", "/ready", "/ping", "/swagger.json"]) {
    assertEquals(await status(PREFIX + path), 200, path);
  }
  assertEquals(await status(`${PREFIX}/score`, "POST"), 200);
  assertEquals(await status("/"), 200);
  for (const path of ["/score", "/ready", "/swagger.json", "/models"]) {
    assertEquals(await status(path), 404, path);
  }
  assertEquals(await status(`${PREFIX}/score`, "DELETE"), 405);
  await model[Symbol.asyncDispose]();
});
