import { assertEquals, assertRejects } from "@std/assert";
import { Tensor } from "../../../frame/mod.ts";
import {
  openOrtSession,
  type OrtRuntime,
} from "../../../mlflow/engines/ort_session.ts";

Deno.test("a session does not begin a run that nobody waits for, and drops the answer of one that has begun", async () => {
  let runs = 0;
  const leaving = new AbortController();
  const runtime = {
    Tensor: class {},
    InferenceSession: {
      create: () =>
        Promise.resolve({
          inputMetadata: [],
          outputMetadata: [],
          run() {
            runs++;
            leaving.abort();
            return Promise.resolve({});
          },
          release: () => Promise.resolve(),
        }),
    },
  } as unknown as OrtRuntime;
  await using session = await openOrtSession(runtime, new Uint8Array());
  const feeds = { x: new Tensor("float64", [1], Float64Array.of(1)) };
  const { signal } = leaving;
  for (const expected of [1, 1]) {
    const error = await assertRejects(() => session.run(feeds, { signal }));
    assertEquals(error, signal.reason);
    assertEquals(runs, expected);
  }
  await session.run(feeds);
  assertEquals(runs, 2);
});
