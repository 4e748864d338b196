import { assertEquals, assertStringIncludes } from "@std/assert";
import type { ContractHosts } from "../contract_hosts.ts";
import { type ContractRow, same } from "../contract_row.ts";
import { ask, compare, type Exchange, JSON_TYPE, post } from "../exchange.ts";

type Headers = Readonly<Record<string, string>>;

const [A, B, C] = [
  "x-request-id",
  "x-ms-request-id",
  "x-ms-client-request-id",
] as const;
const LONG = "i".repeat(100);
const TOO_LONG = `${LONG}i`;
const DEPRECATED =
  "x-ms-request-id header has been deprecated and will be removed from future versions of the server. Please use x-ms-client-request-id.";

/** The ids of a request. */
export const REQUEST_ID_ROWS: readonly ContractRow[] = [
  same(8, "POST /score without ids", asked({})),
  same(9, "x-request-id", asked({ [A]: "A" }, { [A]: "a b, c; d/é" })),
  same(10, "x-request-id of 100 characters", asked({ [A]: LONG })),
  same(
    11,
    "x-request-id of 101 characters",
    asked({ [A]: TOO_LONG }, { [A]: TOO_LONG, traceid: "T" }),
  ),
  same(12, "x-ms-request-id is told to be deprecated", async (hosts) => {
    for (const start of ["theirs", "ours"] as const) {
      const extension = start === "theirs" ? "py" : "ts";
      const flag = start === "theirs" ? ["--entry_script"] : [];
      await using server = await hosts[start]({
        args: [...flag, `plain.${extension}`],
      });
      const response = await fetch(`${server.address}/score`, {
        headers: { [B]: "1234" },
      });
      await response.body?.cancel();
      assertEquals(response.status, 200);
      assertStringIncludes(await server.stop(), DEPRECATED);
    }
  }),
  same(13, "no x-ms-client-request-id", asked({ [A]: "A" })),
  same(14, "x-ms-request-id alone", asked({ [B]: "B" })),
  same(15, "x-ms-client-request-id alone", asked({ [C]: "C" })),
  same(
    16,
    "x-ms-request-id and x-ms-client-request-id",
    asked({ [B]: "B", [C]: "C" }),
  ),
  same(
    17,
    "either of them of 100 characters",
    asked({ [B]: LONG }, { [C]: LONG }),
  ),
  same(
    18,
    "either of them of 101 characters",
    asked({ [B]: TOO_LONG }, { [C]: TOO_LONG }),
  ),
  same(
    19,
    "x-request-id with either of them of 101 characters",
    asked({ [A]: "A", [B]: TOO_LONG }, { [A]: "A", [C]: TOO_LONG }),
  ),
  same(20, "TraceId", asked({ traceid: "T" })),
  same(21, "a script's own x-request-id", async (hosts) => {
    await compare(await hosts.pair("plain"), [
      post("response-headers"),
      post("response-headers", { [A]: "A" }),
    ]);
  }),
  same(22, "every combination of ids on GET /", async (hosts) => {
    const combinations: readonly Headers[] = [
      {},
      { [A]: "A" },
      { [B]: "B" },
      { [C]: "C" },
      { [A]: "A", [B]: "B" },
      { [B]: "B", [C]: "C" },
      { [A]: "A", [C]: "C" },
      { [A]: "A", [B]: "B", [C]: "C" },
      { [A]: TOO_LONG },
      { [C]: TOO_LONG },
      { traceid: "T" },
    ];
    await compare(
      await hosts.pair("plain"),
      combinations.map((headers) => ({ ...ask("GET", "/"), headers })),
    );
  }),
  same(23, "an empty x-request-id", asked({ [A]: "" })),
];

/** Each set of ids on requests that succeed and that fail, of each kind of script. */
function asked(
  ...given: readonly Headers[]
): (hosts: ContractHosts) => Promise<void> {
  return async (hosts) => {
    const plain = given.flatMap((headers): readonly Exchange[] => [
      post("result object", headers),
      post("fail", headers),
      { ...ask("GET", "/score"), headers },
    ]);
    await compare(await hosts.pair("plain"), plain);
    await compare(
      await hosts.pair("schema"),
      given.map((headers) => post('{"num": 1}', { ...JSON_TYPE, ...headers })),
    );
  };
}
