import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { checkTypes } from "../../../runtime/host/check_types.ts";
import { ConfigurationError } from "../../../runtime/host/configuration_error.ts";
import { openModel } from "../../../runtime/host/open_model.ts";
import { planServe } from "../../../runtime/host/plan.ts";
import { SILENT } from "../../../runtime/logger.ts";
import { memoryDeployment } from "../../collector/memory_deployment.ts";

const WRONG =
  "export function run(text: string): number {\n  return text;\n}\n";

async function withModule(
  text: string,
  body: (path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/score.ts`;
  await Deno.writeTextFile(path, text);
  await body(path);
  await Deno.remove(folder, { recursive: true });
}

Deno.test("checkTypes() says what does not fit, with its line and its code", async () => {
  await withModule(WRONG, async (path) => {
    const { message } = await assertRejects(
      () => checkTypes(path),
      ConfigurationError,
    );
    assertEquals(message.split("\n"), [
      `Cannot serve ${path}: its types do not fit; correct them, or serve it without --check`,
      "TS2322 [ERROR]: Type 'string' is not assignable to type 'number'.",
      "  return text;",
      "  ~~~~~~",
      `    at file://${path}:2:3`,
    ]);
  });
});

Deno.test("checkTypes() passes a module whose types fit", async () => {
  await withModule(WRONG.replace("number", "string"), checkTypes);
});

Deno.test("checkTypes() is called where --check is given, and nowhere else", async () => {
  await withModule(WRONG, async (target) => {
    const { deployment } = memoryDeployment();
    const options = { deployment, log: SILENT };
    const open = async (flags: { readonly check?: true }) =>
      await openModel(
        await planServe({ target, dataDir: "data", ...flags }),
        options,
      );
    const { message } = await assertRejects(
      () => open({ check: true }),
      ConfigurationError,
    );
    assertStringIncludes(message, "TS2322");
    assertEquals((await open({})).model.protocols, ["azure"]);
  });
});
