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
  tuple: [{ a: 1 }, 201],
  unknown: () => 1,
};
const JSON_TYPE = { "content-type": "application/json" };

/** Says that it begins. */
export function init(): void {
  // deno-lint-ignore no-console -- What a script prints is looked for.
  console.log("Beginning");
}

/** Answers what a request asks for: the name of a result, or its text. */
export async function run(data: string): Promise<unknown> {
  const [verb, what = ""] = data.split(" ", 2);
  switch (verb) {
    case "sleep":
      await new Promise((resolve) => setTimeout(resolve, Number(what) * 1000));
      return "slept";
    case "print":
      // deno-lint-ignore no-console -- What a script prints is looked for.
      console.log(what);
      return "printed";
    case "variable":
      return Deno.env.get(what) ?? null;
  }
  switch (data) {
    case "abort":
      throw new Response("a teapot", { status: 418 });
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
    case "response-repeated":
      return new Response("test", {
        headers: [...Object.entries(HTML), ...["A", "B", "C"].map(mine)],
      });
    case "response-failed":
      return new Response("{}", { status: 555, headers: JSON_TYPE });
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

function mine(value: string): [string, string] {
  return ["x-mine", value];
}
