import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { ScoringError } from "../../runtime/errors.ts";
import { readBody } from "../../runtime/read_body.ts";

class WatchedRequest extends Request {
  asked = 0;

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    this.asked++;
    return super.body;
  }
}

Deno.test("no stream is made of a body whose length is known", async () => {
  const request = new WatchedRequest("http://localhost", {
    method: "POST",
    body: "abc",
    headers: { "content-length": "3" },
  });
  assertEquals(await readBody(request, 3), new TextEncoder().encode("abc"));
  assertEquals(request.asked, 0);
});

Deno.test("a body that says that it is longer than the limit is not read", () => {
  const request = new Request("http://localhost", {
    method: "POST",
    body: "abcd",
    headers: { "content-length": "4" },
  });
  assertThrows(() => readBody(request, 3), ScoringError, "3 bytes");
  assertFalse(request.bodyUsed);
});

Deno.test("a request without a body has no bytes", async () => {
  assertEquals(
    await readBody(new Request("http://localhost"), 3),
    new Uint8Array(),
  );
});
