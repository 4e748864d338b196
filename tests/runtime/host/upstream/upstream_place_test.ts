import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { parseUpstream } from "../../../../runtime/host/upstream/upstream_place.ts";

Deno.test("a scoring server is named by its address and port", () => {
  for (
    const [text, hostname, port] of [
      ["http://127.0.0.1:5001", "127.0.0.1", 5001],
      ["http://localhost/", "localhost", 80],
      ["http://[::1]:5001", "::1", 5001],
    ] as const
  ) {
    assertEquals(parseUpstream(text), { hostname, port });
  }
});

Deno.test("what is no address of a scoring server is refused, without its secrets", () => {
  for (
    const text of [
      "127.0.0.1:5001",
      "https://127.0.0.1:5001",
      "http://127.0.0.1:5001/score",
      "http://127.0.0.1:5001?x",
      "http://me:secret@127.0.0.1:5001",
      "",
    ]
  ) {
    const error = assertThrows(
      () => parseUpstream(text),
      ConfigurationError,
      "expected http://<address>:<port> of the scoring server",
    );
    assertFalse(error.message.includes("secret"));
  }
});
