import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ContractHosts, ServerPair } from "../contract_hosts.ts";
import { type ContractRow, other, same } from "../contract_row.ts";
import { ask, compare, JSON_TYPE, post } from "../exchange.ts";
import { chunksOf } from "../chunks_of.ts";

/** What becomes of what `run` returns. */
export const RESULT_ROWS: readonly ContractRow[] = [
  same(24, "an object", asked("result object")),
  same(25, "a response without a body, status 333", asked("response-empty")),
  same(26, "a response of text, status 444", asked("response-text")),
  same(27, "a response of JSON, status 555", asked("response-json")),
  other(28, {
    asks: "a response with its own headers, one of them three times",
    here:
      "headers of one name are joined by a comma, which is the same to a client (RFC 9110, 5.3); Set-Cookie is sent as often as it is set",
  }, async (hosts) => {
    await compare(await hosts.pair("plain"), [
      post("response-headers"),
      post("response-repeated", {}, { headers: { "x-mine": "A, B, C" } }),
    ]);
  }),
  same(29, "a response of status 555 has failed", asked("response-failed")),
  same(30, "run() throws", async (hosts) => {
    await compare(await hosts.pair("plain"), [post("fail")]);
  }),
  same(31, "run() aborts with a status", asked("abort")),
  same(32, "run() takes 0.2 s and 0.4 s", async (hosts) => {
    const pair = await hosts.pair("plain");
    for (const { address, seconds } of both(pair, [0.2, 0.4])) {
      const started = performance.now();
      const response = await fetch(`${address}/score`, {
        method: "POST",
        body: `sleep ${seconds}`,
      });
      assertEquals(await response.json(), "slept");
      const total = performance.now() - started;
      const told = response.headers.get("x-ms-run-fn-exec-ms")!;
      assertMatch(told, /^\d+\.\d{3}$/);
      // A timer may be early by the part of a millisecond.
      assert(Number(told) > seconds * 1000 - 2, told);
      assert(Number(told) <= total, `${told} of ${total}`);
    }
  }),
  same(33, "run() takes longer than SCORING_TIMEOUT_MS", async (hosts) => {
    for (const limit of ["200", "400"]) {
      const pair = await hosts.pair("plain", { "SCORING_TIMEOUT_MS": limit });
      for (const { address } of both(pair, [1])) {
        const started = performance.now();
        const response = await fetch(`${address}/score`, {
          method: "POST",
          body: "sleep 5",
        });
        assertEquals(response.status, 500);
        assertEquals(await response.json(), {
          message: `Scoring timeout after ${limit} ms`,
        });
        const failed = response.headers.get("x-ms-run-function-failed");
        assertEquals(failed, "True");
        const waited = performance.now() - started;
        assert(waited >= Number(limit) - 2 && waited < 5000, `${waited} ms`);
      }
    }
  }),
  same(34, "a raw script reads JSON that is none", async (hosts) => {
    await compare(await hosts.pair("raw"), [
      post("{", { ...JSON_TYPE, "x-reads": "json" }),
    ]);
  }),
  same(35, "a raw script streams five items", async (hosts) => {
    const pair = await hosts.pair("raw");
    await compare(pair, [post("stream")]);
    const items = [0, 1, 2, 3, 4].map((number) => `item: ${number}\n\n`);
    for (const { address } of both(pair, [1])) {
      assertEquals(await chunksOf(address, "stream"), items);
    }
  }),
  other(36, {
    asks: "a list, a text, numbers, true, None, bytes, NaN, a set",
    here:
      "bytes are sent as they are, 200; NaN is null, as NaN is not JSON and most clients cannot read it",
  }, async (hosts) => {
    await compare(await hosts.pair("plain"), [
      ...["list", "text", "integer", "big", "float", "whole", "truth"].map(
        result,
      ),
      ...["nothing", "tuple", "unknown"].map(result),
      post("response-redirect"),
      post("result bytes", {}, {
        status: 200,
        body: "ab",
        headers: {
          "content-type": "application/octet-stream",
          "x-ms-run-fn-exec-ms": "0.000",
        },
      }),
      post("result nan", {}, { body: null }),
      ask("OPTIONS", "/score"),
    ]);
  }),
];

function result(name: string) {
  return post(`result ${name}`);
}

function asked(body: string): (hosts: ContractHosts) => Promise<void> {
  return async (hosts) => {
    await compare(await hosts.pair("plain"), [post(body)]);
  };
}

function both({ theirs, ours }: ServerPair, seconds: readonly number[]) {
  return [theirs, ours].flatMap((address) =>
    seconds.map((seconds) => ({ address, seconds }))
  );
}
