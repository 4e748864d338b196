import { assertEquals } from "@std/assert";
import { devHost } from "../../../../runtime/host/launch/dev_host.ts";

/** Serves each of these in turn, and tells what became of them. */
async function served(
  starts: readonly (boolean | Error)[],
): Promise<readonly string[]> {
  const told: string[] = [];
  let count = 0;
  await devHost({
    start: () => {
      const name = `host ${count}`;
      const isServing = starts[count++]!;
      if (isServing instanceof Error) return Promise.reject(isServing);
      told.push(`${name} ${isServing ? "serves" : "fails"}`);
      return Promise.resolve({
        isServing: Promise.resolve(isServing),
        ended: Promise.resolve(0),
        stop: () => void told.push(`${name} stops`),
      });
    },
    changes: changes(starts.length - 1),
    note: (text) => {
      if (text.includes("line 2")) told.push(text);
    },
  });
  return told;
}

async function* changes(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield await Promise.resolve(i);
}

Deno.test("a host serves until the one that is started anew does", async () => {
  assertEquals(await served([true, true]), [
    "host 0 serves",
    "host 1 serves",
    "host 0 stops",
    "host 1 stops",
  ]);
});

Deno.test("the last good host serves on while what changed fails", async () => {
  assertEquals(await served([true, false, false, true]), [
    "host 0 serves",
    "host 1 fails",
    "host 2 fails",
    "host 3 serves",
    "host 0 stops",
    "host 3 stops",
  ]);
});

Deno.test("what fails at first is served once it is mended", async () => {
  assertEquals(await served([false, true]), [
    "host 0 fails",
    "host 1 serves",
    "host 1 stops",
  ]);
});

Deno.test("a configuration that cannot be read is told, and the last good host serves on", async () => {
  const error = new Error("Cannot read deployment.yml: line 2");
  assertEquals(await served([true, error, true]), [
    "host 0 serves",
    "samla: Cannot read deployment.yml: line 2",
    "host 2 serves",
    "host 0 stops",
    "host 2 stops",
  ]);
});
