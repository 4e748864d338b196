import { assertEquals, assertThrows } from "@std/assert";
import { ConfigurationError } from "../../../../runtime/host/configuration_error.ts";
import { workerCount } from "../../../../runtime/host/workers/worker_count.ts";

const PLAN = { environment: {}, maxConcurrentRequests: undefined, onnx: {} };

Deno.test("workerCount() is one a core, unless somebody says another number", () => {
  assertEquals(workerCount({ plan: PLAN, cores: 8, variable: nothing }), 8);
  const variable = () => "3";
  assertEquals(workerCount({ plan: PLAN, cores: 8, variable }), 3);
  const plan = { ...PLAN, environment: { "WORKER_COUNT": "2" } };
  assertEquals(workerCount({ plan, cores: 8, variable }), 2);
  assertEquals(workerCount({ plan, asked: 5, cores: 8, variable }), 5);
});

Deno.test("workerCount() is no more than requests are answered at once", () => {
  const plan = { ...PLAN, maxConcurrentRequests: 1 };
  assertEquals(workerCount({ plan, asked: 4, cores: 8, variable: nothing }), 1);
});

Deno.test("workerCount() leaves the cores to native code", () => {
  const plan = { ...PLAN, onnx: { engine: "native" } as const };
  assertEquals(workerCount({ plan, cores: 8, variable: nothing }), 1);
  assertEquals(workerCount({ plan, asked: 2, cores: 8, variable: nothing }), 2);
});

for (const text of ["0", "-1", "two", "1.5"]) {
  Deno.test(`workerCount() refuses WORKER_COUNT=${text} by name`, () => {
    assertThrows(
      () => workerCount({ plan: PLAN, cores: 8, variable: () => text }),
      ConfigurationError,
      `Cannot use WORKER_COUNT: expected a whole number above 0, found "${text}"`,
    );
  });
}

function nothing(): undefined {}
