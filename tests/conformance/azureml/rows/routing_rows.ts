import { type ContractRow, other, same } from "../contract_row.ts";
import { ask, compare } from "../exchange.ts";

const NOT_FOUND = {
  message:
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.",
};

/** Routes, methods and health. */
export const ROUTING_ROWS: readonly ContractRow[] = [
  same(1, "GET /", async (hosts) => {
    await compare(await hosts.pair("plain"), [ask("GET", "/")]);
  }),
  same(2, "GET of a path that is not there", async (hosts) => {
    await compare(await hosts.pair("plain"), [
      ask("GET", "/does_not_exist"),
      ask("POST", "/Score"),
    ]);
  }),
  same(3, "DELETE /", async (hosts) => {
    await compare(await hosts.pair("plain"), [ask("DELETE", "/")]);
  }),
  same(4, "HEAD /", async (hosts) => {
    const pair = await hosts.pair("plain");
    await compare(pair, [ask("HEAD", "/"), ask("HEAD", "/swagger.json")]);
    await sameLengths(pair);
  }),
  same(5, "methods that a route does not have", async (hosts) => {
    await compare(await hosts.pair("plain"), [
      ...["POST", "PUT"].map((method) => ask(method, "/")),
      ...["PUT", "DELETE", "PATCH", "HEAD"].map((method) =>
        ask(method, "/score")
      ),
      ask("POST", "/swagger.json"),
    ]);
  }),
  same(6, "OPTIONS of / and of /swagger.json", async (hosts) => {
    await compare(await hosts.pair("plain"), [
      ask("OPTIONS", "/"),
      ask("OPTIONS", "/swagger.json"),
    ]);
  }),
  other(7, {
    asks: "GET /score/, and GET //score",
    here: "//score is 404 too: a path with an empty part is another path",
  }, async (hosts) => {
    await compare(await hosts.pair("plain"), [
      ask("GET", "/score/"),
      ask("GET", "//score", {
        status: 404,
        body: NOT_FOUND,
        headers: {
          "x-ms-request-id": null,
          "x-ms-run-fn-exec-ms": null,
          "x-ms-server-version": null,
          "x-request-id": null,
        },
      }),
    ]);
  }),
];

async function sameLengths(
  { theirs, ours }: { readonly theirs: string; readonly ours: string },
): Promise<void> {
  const [expected, found] = await Promise.all(
    [theirs, ours].map(async (address) => {
      const response = await fetch(`${address}/`, { method: "HEAD" });
      await response.body?.cancel();
      return response.headers.get("content-length");
    }),
  );
  if (expected !== found) {
    throw new Error(`HEAD / has length ${found}, expected ${expected}`);
  }
}
