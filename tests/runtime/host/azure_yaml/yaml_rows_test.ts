import { assertEquals } from "@std/assert";
import { deploymentKeys } from "../../../../runtime/host/azure_yaml/deployment_keys.ts";
import { endpointKeys } from "../../../../runtime/host/azure_yaml/endpoint_keys.ts";
import {
  expectedOf,
  type YamlKeys,
  type YamlRow,
  yamlRows,
} from "../../../../runtime/host/azure_yaml/yaml_key.ts";

const PAGE = "docs/deployment_files.md";

/** How documents have a row. */
function documented({ path, key }: YamlRow): string {
  const { fate, note, isRequired, only } = key;
  const value = expectedOf(key) + (isRequired ? ", needed" : "");
  const marks = { honoured: "", told: "told: ", silent: "nothing: " };
  const cells = [
    `\`${path}\``,
    value.replaceAll(/azureml:(?:<\w+>:?)+/g, "`$&`"),
    (marks[fate] + note).replaceAll(/--[a-z-]+/g, "`$&`"),
    { managed: "managed", kubernetes: "Kubernetes", both: "" }[only ?? "both"],
  ];
  return cells.join(" | ");
}

/** The rows of the tables below a heading. */
async function rowsBelow(heading: string): Promise<string[]> {
  const text = await Deno.readTextFile(PAGE);
  const section = text.split(/^## /m)
    .find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) =>
    row!.split("|").map((cell) => cell.trim()).join(" | ")
  );
}

const TABLES: readonly (readonly [string, YamlKeys])[] = [
  ["Deployments", deploymentKeys()],
  ["Endpoints", endpointKeys()],
];
for (const [heading, keys] of TABLES) {
  Deno.test(`yamlRows() are those of the documents, ${heading}`, async () => {
    assertEquals(await rowsBelow(heading), yamlRows(keys).map(documented));
  });
}
