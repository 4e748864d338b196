import { assertEquals } from "@std/assert";
import type { ContractHosts } from "../contract_hosts.ts";
import { type ContractRow, same } from "../contract_row.ts";

type Headers = Readonly<Record<string, string>>;

const LISTED = "www.microsoft.com,  www.bing.com";
const TOLD = [
  "access-control-allow-origin",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "vary",
];
const ASKS_POST = { "access-control-request-method": "POST" };
const ASKS_DELETE = { "access-control-request-method": "DELETE" };

/** Which pages may ask. */
export const CORS_ROWS: readonly ContractRow[] = [
  same(74, "OPTIONS of a listed origin", async (hosts) => {
    const asked = [{ origin: "www.microsoft.com" }];
    await compareOrigins(hosts, LISTED, asked);
  }),
  same(75, "OPTIONS of another origin", async (hosts) => {
    await compareOrigins(hosts, LISTED, [{ origin: "www.azure.com" }]);
  }),
  same(
    76,
    "every question of a browser, with a list and with *",
    async (hosts) => {
      for (const origins of [LISTED, "*"]) {
        await compareOrigins(hosts, origins, [
          {},
          { origin: "www.bing.com", ...ASKS_POST },
          { origin: "www.azure.com", ...ASKS_POST },
          { origin: "www.bing.com", ...ASKS_DELETE },
          {
            origin: "www.bing.com",
            ...ASKS_POST,
            "access-control-request-headers": "authorization, x-a",
          },
        ]);
      }
    },
  ),
];

async function compareOrigins(
  hosts: ContractHosts,
  origins: string,
  asked: readonly Headers[],
): Promise<void> {
  const pair = await hosts.pair("plain", { "AML_CORS_ORIGINS": origins });
  for (const path of ["/", "/score", "/swagger.json", "/nothing"]) {
    for (const method of ["GET", "OPTIONS"]) {
      for (const headers of asked) {
        const request = { path, method, headers };
        assertEquals(
          { request, told: await told(pair.ours, request) },
          { request, told: await told(pair.theirs, request) },
        );
      }
    }
  }
}

async function told(
  address: string,
  { path, method, headers }: {
    readonly path: string;
    readonly method: string;
    readonly headers: Headers;
  },
): Promise<readonly (string | undefined)[]> {
  const response = await fetch(address + path, { method, headers });
  await response.body?.cancel();
  return TOLD.map((name) =>
    // Only one of the two packs its answers.
    response.headers.get(name)?.replace(/(?:, )?Accept-Encoding/, "") ||
    undefined
  );
}
