import { assertEquals, assertStringIncludes } from "@std/assert";
import { ProjectCopy } from "./project_copy.ts";

const TABLE = "collector/collector_settings.ts";

const ROW = `
  mostRows: {
    name: "most_rows",
    unit: "rows",
    help: "collect no more rows than this",
    schema: Count,
    default: 7,
  },`;

const TEST = `
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { collectNothing, parseCollectorConfig } from "../collector/mod.ts";
import { planCollection } from "../runtime/host/plan_collection.ts";
import { runSamla } from "./tools/host_process.ts";

Deno.test("the key, the variable and the flag are taken, and a flag wins", async () => {
  const rows = async (yaml: object, variables = {}, settings = {}) =>
    (await planCollection({
      dataCollector: { collections: {}, ...yaml },
      file: "deployment.yml",
      collect: false,
      settings,
      variables,
    })).mostRows;
  assertEquals(collectNothing().mostRows, 7);
  assertEquals(await rows({ most_rows: 1 }), 1);
  const variables = { SAMLA_MOST_ROWS: "2" };
  assertEquals(await rows({ most_rows: 1 }, variables), 2);
  assertEquals(await rows({ most_rows: 1 }, variables, { most_rows: "3" }), 3);
  assertThrows(
    () => parseCollectorConfig({ collections: {}, most_rows: -1 }, "yaml"),
    TypeError,
    "expected a whole number",
  );
});

Deno.test("the command has the flag and reads the variable", async () => {
  const folder = await Deno.makeTempDir();
  const help = await runSamla(folder, ["serve", "--help"]);
  assertStringIncludes(help.stdout, "--most-rows <rows>");
  assertStringIncludes(help.stdout, "collect no more rows than this");
  const serve = ["serve", "examples/iris", "--collect", "--data-dir", folder];
  const flag = await runSamla(folder, [...serve, "--most-rows", "few"]);
  assertStringIncludes(flag.stderr, 'Cannot use "few" for --most-rows');
  const variable = await runSamla(folder, serve, { SAMLA_MOST_ROWS: "few" });
  assertStringIncludes(variable.stderr, 'Cannot use "few" for SAMLA_MOST_ROWS');
  await Deno.remove(folder, { recursive: true });
});
`;

Deno.test("a setting that is added by its recipe is a key, a flag, a variable and a line of docs/collect.md", async () => {
  await using copy = await ProjectCopy.make();
  await copy.addLine(
    TABLE,
    "readonly keepLocal: boolean;",
    "  /** The most rows that are collected. */\n  readonly mostRows: number;",
  );
  await copy.addLine(TABLE, "} = {", ROW);
  const run = (path: string, ...flags: readonly string[]) =>
    copy.deno("test", "-A", ...flags, path);
  await copy.addFile("tests/setting_test.ts", TEST);
  const taken = await run("tests/setting_test.ts");
  assertEquals(taken.code, 0, taken.output);

  const listed = "tests/collector/settings_test.ts";
  const missing = await run(listed, "--no-check");
  assertEquals(missing.code, 1);
  assertStringIncludes(missing.output, "docs/collect.md lists every setting");
  await copy.addLine(
    "docs/collect.md",
    "| `keep_local` ",
    "| `most_rows` | collect no more rows than this | 7 |",
  );
  const there = await run(listed, "--no-check");
  assertEquals(there.code, 0, there.output);
});
