const RESULTS: Readonly<Record<string, unknown>> = {
  object: { a: 1, "é": [true, null, "x"] },
  list: [1, 2.5, "x"],
  text: "a text",
  integer: 12,
  big: 12345678901234567890n,
  float: 0.5,
  whole: 1,
  truth: true,
  nothing: null,
  bytes: Uint8Array.of(97, 98),
  nan: NaN,
};
const JSON_TYPE = { "content-type": "application/json" };

/** Answers what a request asks for: the name of a result, or its text. */
export function run(data: string): unknown {
  switch (data) {
    case "fail":
      throw new RangeError("a secret");
    case "response-empty":
      return new Response("{}", { status: 333, headers: JSON_TYPE });
    case "response-text":
      return new Response("test", { status: 444, headers: HTML });
    case "response-json":
      return new Response('"test"', { status: 555, headers: JSON_TYPE });
    case "response-headers":
      return new Response("test", {
        status: 201,
        headers: { ...HTML, "x-mine": "1", "x-request-id": "mine" },
      });
    case "response-redirect":
      return new Response("", {
        status: 302,
        headers: { ...HTML, location: "/elsewhere" },
      });
  }
  return data.startsWith("result ")
    ? RESULTS[data.slice("result ".length)]
    : data;
}

const HTML = { "content-type": "text/html; charset=utf-8" };
