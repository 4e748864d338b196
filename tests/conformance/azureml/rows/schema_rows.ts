import type { ContractHosts } from "../contract_hosts.ts";
import { type ContractRow, other, same } from "../contract_row.ts";
import { ask, compare, type Exchange, JSON_TYPE, post } from "../exchange.ts";

/** What a script with a schema gets. */
export const SCHEMA_ROWS: readonly ContractRow[] = [
  same(
    50,
    "GET and POST of a parameter",
    asked(ask("GET", "/score?num=10"), post('{"num": 10}', JSON_TYPE)),
  ),
  same(51, "OPTIONS", asked(ask("OPTIONS", "/score"), ask("HEAD", "/score"))),
  same(
    52,
    "a parameter more than there is",
    asked(
      ask("GET", "/score?num=10&nums=1"),
      post('{"num": 10, "nums": 5}', JSON_TYPE),
    ),
  ),
  same(
    53,
    "a parameter is missing",
    asked(ask("GET", "/score?a=10"), post('{"a": 10}', JSON_TYPE)),
  ),
  same(
    54,
    "two parameters",
    asked(
      ask("GET", "/score?num=10&size=3"),
      post('{"num": 10, "size": 5}', JSON_TYPE),
    ),
  ),
  same(55, "POST of an array", asked(post("[1, 2, 3]", JSON_TYPE))),
  same(56, "POST of nothing", asked(post("", JSON_TYPE))),
  same(
    57,
    "POST without a type",
    asked(
      post("", { "content-type": "" }),
      post('{"num": 10}', { "content-type": "text/plain" }),
    ),
  ),
  other(
    58,
    {
      asks: "POST of JSON that is none",
      here: "400 with other words: those of Python's reader are its own",
    },
    asked(post("{", JSON_TYPE, {
      body: {
        message:
          "POST body could not be decoded as JSON: check quotes, commas and brackets",
      },
    })),
  ),
  same(59, "a parameter with a default", async (hosts) => {
    await compare(await hosts.pair("optional"), [
      post("{}", JSON_TYPE),
      post('{"num": 10}', JSON_TYPE),
    ]);
  }),
  same(
    60,
    "defaults of parameters with a schema and without",
    async (hosts) => {
      await compare(await hosts.pair("defaults"), [
        post('{"num": 1}', JSON_TYPE),
        post('{"num": 1, "size": 5}', JSON_TYPE),
        post('{"num": 1, "color": "blue"}', JSON_TYPE),
      ]);
    },
  ),
  other(
    61,
    {
      asks: "a value of another type",
      here:
        "400 that names the parameter, as it is the client's fault; 500 there",
    },
    asked(post('{"num": "x"}', JSON_TYPE, {
      status: 400,
      body: { message: 'Cannot read "num": expected number, found a string' },
      headers: { "x-ms-run-function-failed": "False" },
    })),
  ),
  same(
    62,
    "types that are JSON, and one that is none",
    asked(
      ...[
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/vnd.x+json",
        "application/jsonx",
      ].map((type) => post('{"num": 10}', { "content-type": type })),
      post('\ufeff{"num": 10}', JSON_TYPE),
    ),
  ),
];

function asked(
  ...exchanges: readonly Exchange[]
): (hosts: ContractHosts) => Promise<void> {
  return async (hosts) => {
    await compare(await hosts.pair("schema"), exchanges);
  };
}
