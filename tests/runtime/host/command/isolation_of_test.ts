import { assertEquals, assertThrows } from "@std/assert";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { isolationOf } from "../../../../runtime/host/command/isolation_of.ts";
import type { ServeArguments } from "../../../../runtime/host/command/serve_options.ts";

const MODULE = {
  served: { kind: "module", path: "/score.ts", modelDir: "" },
} as const;
const MODEL = { served: { kind: "mlflow", path: "/model" } } as const;
const FLAGS = {
  isolation: "worker",
  workerMemoryMb: 512,
  moduleProcess: JSON.stringify({
    executable: "/usr/bin/deno",
    socket: "/tmp/s",
    args: ["--allow-read=/x"],
    variables: ["SURELY_NOT_SET"],
  }),
} as unknown as ServeArguments;

Deno.test("isolationOf() has two processes at least, or as many as were asked for", () => {
  assertEquals(isolationOf(MODULE, FLAGS, 1)?.count, 2);
  assertEquals(isolationOf(MODULE, FLAGS, 8)?.count, 8);
  assertEquals(isolationOf(MODULE, { ...FLAGS, workers: 1 }, 1)?.count, 1);
});

Deno.test("isolationOf() starts processes as the launcher says", () => {
  assertEquals(isolationOf(MODULE, FLAGS, 2)?.command, {
    executable: "/usr/bin/deno",
    socket: "/tmp/s",
    args: ["--allow-read=/x"],
    variables: {},
    memoryMb: 512,
  });
});

Deno.test("isolationOf() keeps nothing apart that runs no code, or need not be", () => {
  assertEquals(isolationOf(MODEL, FLAGS, 2), undefined);
  const none = { ...FLAGS, isolation: "none" } as const;
  assertEquals(isolationOf(MODULE, none, 2), undefined);
});

Deno.test("isolationOf() refuses to keep apart what nobody granted anything", () => {
  const { moduleProcess: _, ...flags } = FLAGS;
  assertThrows(
    () => isolationOf(MODULE, flags as ServeArguments, 2),
    ConfigurationError,
    "serve with --isolation none",
  );
});
