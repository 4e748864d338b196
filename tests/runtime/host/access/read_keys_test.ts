import {
  assertEquals,
  assertFalse,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { keysIn, readKeys } from "../../../../runtime/host/access/read_keys.ts";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";

const KEY = "a-key-of-some-length";

Deno.test("keys are lines, but for comments and empty ones", () => {
  assertEquals(keysIn(`# primary\r\n${KEY}1\n\n  ${KEY}2  \n`, "x"), [
    `${KEY}1`,
    `${KEY}2`,
  ]);
});

for (
  const [text, problem] of [
    ["", "it has none"],
    ["# nothing\n", "it has none"],
    [`${KEY}\n${KEY}\n${KEY}`, "it has 3, at most 2"],
    [`${KEY}\nshort-secret`, "key 2 is shorter than 16"],
    [`${KEY} and more`, "key 1 has a character"],
    [`${KEY}ä`, "key 1 has a character"],
  ] as const
) {
  Deno.test(`keys that will not do are told, and not said: ${problem}`, () => {
    const error = assertThrows(
      () => keysIn(text, "keys.txt"),
      ConfigurationError,
      problem,
    );
    assertFalse(
      error.message.includes("secret") || error.message.includes(KEY),
    );
  });
}

Deno.test("a file of keys that is not there is told", async () => {
  await assertRejects(
    () => readKeys("/nothing/keys.txt"),
    ConfigurationError,
    "Cannot read the keys in /nothing/keys.txt",
  );
});
