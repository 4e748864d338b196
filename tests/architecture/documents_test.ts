import { assert, assertEquals } from "@std/assert";
import {
  deadLinks,
  type Document,
  type Known,
  longDocuments,
  staleVersions,
  unheldRules,
  unknownTasks,
  workplaceNames,
} from "./document_rules.ts";
import { projectConfig, projectFiles, root } from "./project_files.ts";

const maxTextBytes = 4_000_000;
const config = projectConfig();
const ciScript = readDocument(".ci/run");
const documents = projectFiles(".md", { except: ["tests/golden"] })
  .map(readDocument);
const known: Known = {
  hasPath,
  tasks: Object.keys(config.tasks),
  version: config.version,
  denoVersion: /deno@(\d+\.\d+\.\d+)/.exec(ciScript.text)?.[1] ?? "",
};

function readDocument(path: string): Document {
  return { path, text: Deno.readTextFileSync(new URL(path, root)) };
}

function hasPath(path: string): boolean {
  try {
    Deno.statSync(new URL(path, root));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test("every link between the documents leads to a file", () => {
  assert(documents.length > 0);
  assertEquals(documents.flatMap((each) => deadLinks(each, known)), []);
});

Deno.test("every task that a document or .ci/run names is there", () => {
  const all = [ciScript, ...documents];
  assertEquals(all.flatMap((each) => unknownTasks(each, known)), []);
});

Deno.test("documents name the versions of Deno and of this package in use", () => {
  assertEquals(known.denoVersion, Deno.version.deno);
  assertEquals(documents.flatMap((each) => staleVersions(each, known)), []);
});

Deno.test("the change log has a section for the version, or for what comes", () => {
  const { text } = readDocument("CHANGELOG.md");
  assert(
    text.includes("## Unreleased") || text.includes(`## ${config.version}`),
  );
});

Deno.test("CONTRIBUTING.md names every rule of the lint plugin", async () => {
  const { default: plugin } = await import("../tools/lint_plugin.ts");
  const { text } = readDocument("CONTRIBUTING.md");
  const missing = Object.keys(plugin.rules)
    .filter((rule) => !text.includes(`\`${rule}\``));
  assertEquals(missing, []);
});

Deno.test("every rule of CONTRIBUTING.md names what holds it", async () => {
  const { default: plugin } = await import("../tools/lint_plugin.ts");
  const isHolder = (name: string) =>
    name in plugin.rules || hasPath(`tests/architecture/${name}.ts`);
  const page = readDocument("CONTRIBUTING.md");
  assert(unheldRules(page, () => false).length > 0);
  assertEquals(unheldRules(page, isHolder), []);
});

Deno.test("the documents are short enough to be read", () => {
  assertEquals(longDocuments([readDocument("CONTRIBUTING.md")], 200), []);
  assertEquals(longDocuments([readDocument("ARCHITECTURE.md")], 150), []);
});

Deno.test("no file names the place where it was made", () => {
  const registry = Deno.env.get("NPM_CONFIG_REGISTRY");
  const hosts = registry ? [new URL(registry).host] : [];
  const texts = projectFiles("")
    .filter((path) => path !== "tests/architecture/documents_test.ts")
    .filter((path) => Deno.statSync(new URL(path, root)).size < maxTextBytes)
    .map(readDocument)
    .filter(({ text }) => !text.includes("\0"));
  assertEquals(texts.flatMap((each) => workplaceNames(each, hosts)), []);
});

Deno.test("dead links, unknown tasks, stale versions and workplaces are caught", () => {
  const planted: Document = {
    path: "docs/README.md",
    text:
      "[a](../gone.md) [b](#here) [c](https://example.com/) [d](../mod.ts)\n" +
      "`deno task gone`, `npx -y deno@1.0.0 task ok`, @samla/samla@9.9.9\n" +
      "/home/ann/mod.ts http://npm.registry.local/ http://models.internal/\n",
  };
  assertEquals(deadLinks(planted, known), ["docs/README.md: ../gone.md"]);
  assertEquals(unknownTasks(planted, known), [
    "docs/README.md: deno task gone",
  ]);
  assertEquals(staleVersions(planted, known), [
    "docs/README.md: deno@1.0.0",
    "docs/README.md: @samla/samla@9.9.9",
  ]);
  assertEquals(workplaceNames(planted, ["example.com"]), [
    "docs/README.md: /home/ann",
    "docs/README.md: http://models.internal",
    "docs/README.md: http://npm.registry.local",
    "docs/README.md: example.com",
  ]);
});

Deno.test("rules that nothing holds and long documents are caught", () => {
  const planted: Document = {
    path: "RULES.md",
    text: "# Rules\n\n**1. One idea** (`held`).\n\n**2. Order** (`none`).\n" +
      "```text\nGood: `held`\n```\n**3. No name.**\n",
  };
  assertEquals(unheldRules(planted, (name) => name === "held"), [
    "RULES.md: **2.",
    "RULES.md: **3.",
  ]);
  assertEquals(longDocuments([planted], 8), ["RULES.md has 9 lines"]);
  assertEquals(longDocuments([planted], 9), []);
});
