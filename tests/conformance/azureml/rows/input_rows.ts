import { type ContractRow, ofPython, other, same } from "../contract_row.ts";
import { ask, compare, post } from "../exchange.ts";

const DATA = '{"data": "some plain text"}';

/** What a script without a schema gets. */
export const INPUT_ROWS: readonly ContractRow[] = [
  other(37, {
    asks: "GET /score with a query",
    here:
      "the same text, but a number is passed on in the client's own digits: 1e3 is 1e3, 1000.0 there",
  }, async (hosts) => {
    await compare(await hosts.pair("plain"), [
      ask(
        "GET",
        "/score?a=1&b=x&c=1.2&d=%5B1,2,3%5D&e=null&f=%7B%22X%22:%22Y%22%7D",
      ),
      ask("GET", "/score?a=1&a=2&b="),
      ask("GET", "/score"),
      ask("GET", "/score?a=%22quoted%22&b=true&c=1e3&d=a%20b&e=a+b", {
        body: '{"a": "quoted", "b": true, "c": 1e3, "d": "a b", "e": "a b"}',
      }),
    ]);
  }),
  same(38, "POST of JSON", async (hosts) => {
    await compare(await hosts.pair("plain"), [
      post('{"a": 1,  "b":[1.0,1e3]}\n'),
      post("caf\u00e9 \u{1f600}"),
      post(""),
    ]);
  }),
  other(39, {
    asks: "POST of bytes that are no UTF-8",
    here:
      "400 with other words: those of Python's codec say nothing to a client",
  }, async (hosts) => {
    await compare(await hosts.pair("plain"), [
      post(Uint8Array.of(0x61, 0xff), {}, {
        body: {
          message: "Input cannot be decoded as UTF-8: send text in UTF-8",
        },
      }),
    ]);
  }),
  same(40, "OPTIONS /score", async (hosts) => {
    await compare(await hosts.pair("plain"), [ask("OPTIONS", "/score")]);
  }),
  ofPython(41, {
    asks: "run(data, color='red')",
    here:
      "the second argument of run is the request's context; a module's own defaults are in its schema (row 59)",
  }),
  other(42, {
    asks: "run(data, request_headers)",
    here:
      "run(data, { headers }): a Headers, which finds a name in whatever case it is written",
  }, async (hosts) => {
    await compare(await hosts.pair("headers"), [
      post('{"param1": 1, "param2": 2}', {
        "test-header": "test-header-value",
      }),
    ]);
  }),
  same(43, "GET and POST with any content type, and none", async (hosts) => {
    const types = ["", "application/json", "text/plain"];
    await compare(
      await hosts.pair("plain"),
      [...types, "application/octet-stream"].flatMap((type) => {
        const headers = { "content-type": type };
        return [
          post(DATA, headers),
          { ...ask("GET", "/score?data=some%20plain%20text"), headers },
        ];
      }),
    );
  }),
  other(44, {
    asks: "POST of a form",
    here:
      "the script gets the body; there it gets an empty text. curl -d says form unless told otherwise",
  }, async (hosts) => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    await compare(await hosts.pair("plain"), [
      post("a=1", form, { body: "a=1" }),
    ]);
  }),
  same(45, "raw: GET with a query", async (hosts) => {
    await compare(await hosts.pair("raw"), [
      ask("GET", "/score?a=1&b=x&c=1.2"),
    ]);
  }),
  same(46, "raw: POST", async (hosts) => {
    await compare(await hosts.pair("raw"), [
      post("[1,2,3]", { "content-type": "application/json" }),
      post("text", { "content-type": "text/plain" }),
      post("fail"),
    ]);
  }),
  other(47, {
    asks: "raw: OPTIONS, PUT, HEAD",
    here: "HEAD is 405: no script runs to be asked for its headers",
  }, async (hosts) => {
    await compare(await hosts.pair("raw"), [
      ask("OPTIONS", "/score"),
      ask("PUT", "/score"),
      ask("HEAD", "/score", {
        status: 405,
        headers: {
          "content-type": "application/json",
          "x-ms-run-fn-exec-ms": null,
        },
      }),
    ]);
  }),
  ofPython(48, {
    asks: "raw: run(request, color='red')",
    here: "the second argument of run is the request's context",
  }),
  same(49, "raw: two files in one form", async (hosts) => {
    const boundary = "a-boundary";
    const part = (name: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${name}\r\n`;
    await compare(await hosts.pair("raw"), [
      post(`${part("a.txt")}${part("b.txt")}--${boundary}--\r\n`, {
        "content-type": `multipart/form-data; boundary=${boundary}`,
        "x-reads": "files",
      }),
    ]);
  }),
];
