import { assertEquals, assertThrows } from "@std/assert";
import { writeResponse } from "../../runtime/host/http/write_response.ts";
import { PlainResponse } from "../../runtime/plain_response.ts";

const FRAME = {
  isOld: false,
  isHead: false,
  keepsAlive: true,
  date: "a date",
  signal: () => new AbortController().signal,
};

/** The lines of a response's head, as they are sent. */
async function sent(response: Response): Promise<string[]> {
  let text = "";
  const sink = {
    write(bytes: Uint8Array): Promise<number> {
      text += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    },
  };
  await writeResponse(sink, response, FRAME);
  return text.split("\r\n\r\n")[0]!.split("\r\n").slice(1).sort();
}

Deno.test("a plain response is sent with the headers that it was given", async () => {
  const headers = { "content-type": "application/json", "x-request-id": "A" };
  const response = new PlainResponse("[1]", { headers });
  assertEquals(response.fields, headers);
  assertEquals(await sent(response), [
    "content-length: 3",
    "content-type: application/json",
    "date: a date",
    "x-request-id: A",
  ]);
  assertEquals(
    await sent(response),
    await sent(new Response("[1]", { headers })),
  );
});

Deno.test("headers that were changed are those that are sent", async () => {
  const response = new PlainResponse("[1]", { headers: { vary: "Origin" } });
  response.changedHeaders().append("vary", "Accept-Encoding");
  assertEquals(response.fields, undefined);
  const lines = await sent(response);
  assertEquals(lines.at(-1), "vary: Origin, Accept-Encoding");
});

Deno.test("no header can hold a line of its own", () => {
  for (const value of ["a\r\nb: c", "a\nb", "a\0b"]) {
    assertThrows(
      () => new PlainResponse("", { headers: { "x-a": value } }),
      TypeError,
    );
  }
});
