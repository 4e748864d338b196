/** A request that both hosts are sent. */
export interface Exchange {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** The scripts that both hosts run, one in Python and one in TypeScript. */
export type ScriptName = "plain" | "raw" | "schema";

const JSON_TYPE = { "content-type": "application/json" };
const LONG = "i".repeat(100);

/** What is asked of each script. */
export const EXCHANGES: Readonly<Record<ScriptName, readonly Exchange[]>> = {
  plain: [
    ...routes(),
    ...ids("GET", "/"),
    ...ids("POST", "/score", "result object"),
    ...ids("POST", "/score", "fail"),
    ...[
      ...["object", "list", "text", "integer", "big", "float", "whole"],
      ...["truth", "nothing", "bytes", "nan"],
    ].map((result) => post(`result ${result}`)),
    ...["empty", "text", "json", "headers", "redirect"].map((kind) =>
      post(`response-${kind}`)
    ),
    post("fail"),
    post("fail", { "x-request-id": "A" }),
    post("response-headers", { "x-request-id": "A" }),
    ...["application/json", "text/plain", "application/octet-stream", ""].map(
      (type) => post('{"data": "some text"}', { "content-type": type }),
    ),
    post("caf\u00e9 \u{1f600}"),
    post(""),
    post("a=1", { "content-type": "application/x-www-form-urlencoded" }),
    {
      name: "POST /score, no UTF-8",
      method: "POST",
      path: "/score",
      body: Uint8Array.of(0x61, 0xff),
    },
    get("/score?a=1&b=x&c=1.2&d=%5B1,2%5D&e=null&f=%7B%22X%22:%22Y%22%7D"),
    get("/score?a=1&a=2&b="),
    get("/score?a=%22quoted%22&b=true&c=1e3&d=a%20b&e=a+b"),
    get("/score"),
    get("//score"),
    { name: "OPTIONS /score", method: "OPTIONS", path: "/score" },
    { name: "HEAD /score", method: "HEAD", path: "/score" },
  ],
  raw: [
    get("/score?a=1&b=x&c=1.2"),
    post("[1,2,3]", JSON_TYPE),
    post("fail"),
    post("text", { "content-type": "text/plain" }),
    { name: "OPTIONS /score", method: "OPTIONS", path: "/score" },
    { name: "PUT /score", method: "PUT", path: "/score", body: "x" },
    { name: "HEAD /score", method: "HEAD", path: "/score" },
  ],
  schema: [
    ...ids("POST", "/score", '{"num": 1}', JSON_TYPE),
    get("/score?num=10"),
    get("/score?num=10&size=3"),
    get("/score?other=10"),
    post('{"num": 10}', JSON_TYPE),
    post('{"num": 10, "size": 5}', JSON_TYPE),
    post('{"num": 10, "nums": 5}', JSON_TYPE),
    post('{"a": 10}', JSON_TYPE),
    post("[1, 2, 3]", JSON_TYPE),
    post("", JSON_TYPE),
    post("{", JSON_TYPE),
    post('{"num": 10}', { "content-type": "text/plain" }),
    post('{"num": 10}', { "content-type": "APPLICATION/JSON" }),
    post('{"num": 10}', { "content-type": "application/json; charset=utf-8" }),
    post('{"num": 10}', { "content-type": "application/vnd.x+json" }),
    post('{"num": 10}', { "content-type": "application/jsonx" }),
    post('{"num": "x"}', JSON_TYPE),
    post('\ufeff{"num": 10}', JSON_TYPE),
    { name: "OPTIONS /score", method: "OPTIONS", path: "/score" },
    { name: "HEAD /score", method: "HEAD", path: "/score" },
    get("/swagger.json?version=3.0a"),
  ],
};

function get(path: string): Exchange {
  return { name: `GET ${path}`, method: "GET", path };
}

function post(
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Exchange {
  const shown = Object.entries(headers).map(([key, value]) =>
    `, ${key}: ${value}`
  );
  return {
    name: `POST /score ${body}${shown.join("")}`,
    method: "POST",
    path: "/score",
    headers,
    body,
  };
}

/** Routes and methods. */
function routes(): Exchange[] {
  const asked = [
    ...["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"].map((method) =>
      [method, "/"] as const
    ),
    ...["PUT", "DELETE", "PATCH"].map((method) => [method, "/score"] as const),
    ...["HEAD", "OPTIONS", "POST"].map((method) =>
      [method, "/swagger.json"] as const
    ),
    ["GET", "/does_not_exist"],
    ["GET", "/score/"],
    ["POST", "/Score"],
  ] as const;
  return asked.map(([method, path]) => ({
    name: `${method} ${path}`,
    method,
    path,
  }));
}

/** Every combination of ids that matters. */
function ids(
  method: string,
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
): Exchange[] {
  const [A, B, C] = [
    "x-request-id",
    "x-ms-request-id",
    "x-ms-client-request-id",
  ] as const;
  const combinations: readonly Readonly<Record<string, string>>[] = [
    {},
    { [A]: "A" },
    { [B]: "B" },
    { [C]: "C" },
    { [A]: "A", [B]: "B" },
    { [B]: "B", [C]: "C" },
    { [A]: "A", [C]: "C" },
    { [A]: "A", [B]: "B", [C]: "C" },
    { [A]: LONG },
    { [A]: `${LONG}i` },
    { [B]: LONG },
    { [B]: `${LONG}i` },
    { [C]: LONG },
    { [C]: `${LONG}i` },
    { [A]: "A", [B]: `${LONG}i` },
    { [A]: "A", [C]: `${LONG}i` },
    { [A]: `${LONG}i`, traceid: "T" },
    { traceid: "T" },
    { [A]: "" },
    { [A]: "a b, c; d/é" },
  ];
  return combinations.map((given) => ({
    name: `${method} ${path}${body === undefined ? "" : ` ${body}`} with ${
      JSON.stringify(given)
    }`,
    method,
    path,
    headers: { ...headers, ...given },
    ...(body === undefined ? {} : { body }),
  }));
}
