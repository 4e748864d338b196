import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { type ContractHosts, SCRIPTS } from "../contract_hosts.ts";
import { type ContractRow, ofPython, other, same } from "../contract_row.ts";
import { ask, compare } from "../exchange.ts";

const VERSIONS = ["2", "3", "3.1"];
/** What describes the values of the script of numbers, without Python's names for their types. */
const INTEGERS = { type: "array", items: { type: "integer" } };
const NUMBERS = { type: "array", items: { type: "number" } };

/** The description of a service. */
export const SWAGGER_ROWS: readonly ContractRow[] = [
  same(63, "a version that there is not", async (hosts) => {
    await compare(await hosts.pair("schema"), [
      ask("GET", "/swagger.json?version=3.0a"),
      ask("GET", "/swagger.json?version="),
    ]);
  }),
  same(64, "each version, and none", async (hosts) => {
    for (const version of [undefined, ...VERSIONS]) {
      const [theirs, ours] = await documents(hosts, "schema", { version });
      assertEquals(ours.swagger, theirs.swagger);
      assertEquals(ours.openapi, theirs.openapi);
    }
  }),
  same(65, "3 and 3.0", async (hosts) => {
    const [, three] = await documents(hosts, "schema", { version: "3" });
    const [, same] = await documents(hosts, "schema", { version: "3.0" });
    assertEquals(three, same);
  }),
  other(66, {
    asks: "version 2 of an array of two types",
    here:
      "200, as an array of anything: who asks for no version gets 2. 404 there",
  }, async (hosts) => {
    const { theirs, ours } = await hosts.pair("mixed");
    const [refused, given] = await Promise.all(
      [theirs, ours].map((address) => fetch(`${address}/swagger.json`)),
    );
    await refused!.body?.cancel();
    assertEquals(refused!.status, 404);
    const { swagger, definitions } = await given!.json();
    assertEquals(swagger, "2.0");
    assertEquals(definitions.ServiceInput.properties.pair.items, {});
    const [three, same] = await documents(hosts, "mixed", { version: "3" });
    assertEquals(same.openapi, three.openapi);
  }),
  same(
    67,
    "swagger.json, else swagger2.json, beside the script",
    async (hosts) => {
      for (
        const names of [["swagger2.json"], ["swagger2.json", "swagger.json"]]
      ) {
        await givenFiles(hosts, names, ["/swagger.json"]);
      }
    },
  ),
  same(68, "swagger3.json beside the script", async (hosts) => {
    await givenFiles(hosts, ["swagger3.json", "swagger3.1.json"], [
      "/swagger.json?version=3",
      "/swagger.json?version=3.1",
    ]);
  }),
  other(69, {
    asks: "the whole document of a script with schemas",
    here:
      "equal but for Python's own words about its types: format numpy.ndarray, int64, double",
  }, async (hosts) => {
    for (const version of VERSIONS) {
      const [theirs, ours] = await documents(hosts, "numbers", { version });
      const schemas = theirs.definitions ?? theirs.components.schemas;
      const found = ours.definitions ?? ours.components.schemas;
      assertEquals(
        schemas.ServiceInput.properties.data.format,
        "numpy.ndarray",
      );
      assertEquals(found.ServiceInput.example, schemas.ServiceInput.example);
      assertEquals(plain(found.ServiceInput.properties.data), INTEGERS);
      assertEquals(found.ServiceOutput.example, schemas.ServiceOutput.example);
      assertEquals(plain(found.ServiceOutput), NUMBERS);
      assertEquals(withoutSchemas(ours), withoutSchemas(theirs));
    }
  }),
  same(70, "SERVICE_PATH_PREFIX", async (hosts) => {
    const env = { "SERVICE_PATH_PREFIX": "test", "SERVICE_NAME": "credit" };
    for (const version of VERSIONS) {
      const [theirs, ours] = await documents(hosts, "plain", { version, env });
      assertEquals(ours, theirs);
    }
  }),
  same(71, "the whole document of a script without schemas", async (hosts) => {
    for (const version of VERSIONS) {
      const [theirs, ours] = await documents(hosts, "plain", { version });
      assertEquals(ours, theirs);
    }
  }),
  ofPython(72, {
    asks: "the versions are those of the package inference-schema",
    here: "the versions are the same three (rows 63, 64)",
  }),
  same(
    73,
    "GET /swagger.json is version 2 of the ML service",
    async (hosts) => {
      const [theirs, ours] = await documents(hosts, "numbers", {});
      assertEquals(ours.swagger, "2.0");
      assertEquals(ours.info, theirs.info);
    },
  ),
];

/** The documents of both servers. */
async function documents(
  hosts: ContractHosts,
  script: string,
  { version, env = {} }: {
    readonly version?: string | undefined;
    readonly env?: Readonly<Record<string, string>>;
  },
) {
  const pair = await hosts.pair(script, env);
  const query = version === undefined ? "" : `?version=${version}`;
  return await Promise.all(
    [pair.theirs, pair.ours].map(async (address) => {
      const response = await fetch(`${address}/swagger.json${query}`);
      assertEquals(response.status, 200);
      return await response.json();
    }),
  );
}

/** Both servers give files of the folder of a script. */
async function givenFiles(
  hosts: ContractHosts,
  names: readonly string[],
  paths: readonly string[],
): Promise<void> {
  const folder = join(hosts.folder, names.join("-"));
  await Deno.mkdir(folder);
  for (const script of ["headers.py", "headers.ts"]) {
    await Deno.copyFile(join(SCRIPTS, script), join(folder, script));
  }
  for (const name of names) {
    await Deno.writeTextFile(join(folder, name), JSON.stringify(name));
  }
  const env = { "AML_APP_ROOT": folder };
  const pair = await hosts.pair("headers", env, folder);
  await compare(pair, paths.map((path) => ask("GET", path)));
}

/** A schema without its example and the formats of its values. */
function plain(
  { type, items }: { readonly type: string; readonly items: { type: string } },
) {
  return { type, items: { type: items.type } };
}

function withoutSchemas(document: Record<string, unknown>): unknown {
  const { definitions: _definitions, components, ...rest } = document;
  if (components === undefined) return rest;
  const { schemas: _schemas, ...others } = components as Record<
    string,
    unknown
  >;
  return { ...rest, components: others };
}
