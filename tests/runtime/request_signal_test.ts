import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import {
  type Flavor,
  loadModel,
  memoryStore,
  type PredictOptions,
} from "../../mlflow/mod.ts";
import { createApp } from "../../runtime/app.ts";
import type { AppOptions } from "../../runtime/app_settings.ts";
import { mlflowModel } from "../../runtime/models/mlflow_model.ts";
import { openModule } from "../../runtime/models/module_model.ts";
import type { RunContext } from "../../runtime/module/scoring_module.ts";
import { RequestSignal } from "../../runtime/request_signal.ts";

/** A request whose client leaves when it is told to. */
function leavingRequest(path = "/score") {
  const client = new AbortController();
  const request = new Request(`http://localhost${path}`, {
    method: "POST",
    body: '{"inputs": [[1]], "input_data": [[1]]}',
    headers: { "content-type": "application/json" },
    signal: client.signal,
  });
  return { client, request };
}

/** What an app logs as errors. */
function watched() {
  const errors: string[] = [];
  const options: AppOptions = {
    log: {
      debug() {},
      info() {},
      warn() {},
      error: (message) => void errors.push(message),
    },
  };
  return { errors, options };
}

/** A promise that is rejected when a signal is aborted, as what `fetch` gives. */
function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  if (signal === undefined) return Promise.reject(new Error("No signal came"));
  return new Promise((_, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
  });
}

Deno.test("the signal of a request is aborted when its client leaves, asked for before or after", () => {
  const { client, request } = leavingRequest();
  const before = new RequestSignal(request);
  const { signal } = before;
  assertFalse(signal.aborted);
  client.abort();
  assert(signal.aborted);
  assertEquals(before.signal, signal, "there is one");
  assert(new RequestSignal(request).signal.aborted);
});

Deno.test("the signal of a request is aborted by its deadline, asked for before or after", () => {
  const { request } = leavingRequest();
  const waited = new RequestSignal(request);
  const reason = new Error("late");
  waited.abort(reason);
  assertEquals(waited.signal.reason, reason);
  const asked = new RequestSignal(request);
  const { signal } = asked;
  asked.abort(reason);
  assertEquals(signal.reason, reason);
});

Deno.test("the signal of a request that was answered is not aborted, asked for before or after", () => {
  const { client, request } = leavingRequest();
  const before = new RequestSignal(request);
  const { signal } = before;
  before[Symbol.dispose]();
  const after = new RequestSignal(request);
  after[Symbol.dispose]();
  client.abort();
  assertFalse(signal.aborted);
  assertFalse(after.signal.aborted);
});

Deno.test("a module that was answered in time hears nothing of its client", async () => {
  let signal: AbortSignal | undefined;
  const app = createApp(
    await openModule({
      run: (_: string, context: RunContext) => {
        signal = context.signal;
        return 1;
      },
    }, { name: "quick" }),
  );
  const { client, request } = leavingRequest();
  const response = await app.fetch(request);
  assertEquals(await response.json(), 1);
  // Some servers abort a request's signal when its answer is out.
  client.abort();
  assert(signal !== undefined);
  assertFalse(signal.aborted);
});

Deno.test("a module's signal is aborted when its deadline has passed", async () => {
  const aborted = Promise.withResolvers<unknown>();
  const app = createApp(
    await openModule({
      run: (_: string, { signal }: RunContext) =>
        untilAborted(signal).catch((reason) => {
          aborted.resolve(reason);
          throw reason;
        }),
    }, { name: "slow" }),
    { timeoutMs: 20 },
  );
  const response = await app.fetch(leavingRequest().request);
  assertEquals(response.status, 500);
  assertEquals(await response.json(), {
    message: "Scoring timeout after 20 ms",
  });
  assertMatch(String(await aborted.promise), /^TimeoutError: /);
});

Deno.test("a module that stops because its client left is 499, and no failure", async () => {
  const { errors, options } = watched();
  const { client, request } = leavingRequest();
  const app = createApp(
    await openModule({
      run: (_: string, { signal }: RunContext) => {
        const stopped = untilAborted(signal);
        client.abort();
        return stopped;
      },
    }, { name: "left" }),
    { ...options, timeoutMs: 1000 },
  );
  const response = await app.fetch(request);
  assertEquals(response.status, 499);
  await response.body?.cancel();
  assertEquals(errors, []);
});

for (const path of ["/score", "/invocations"]) {
  Deno.test(`the signal reaches what predicts, on ${path}`, async () => {
    const { errors, options } = watched();
    const { client, request } = leavingRequest(path);
    const flavor: Flavor = {
      name: "slow",
      open: () =>
        Promise.resolve({
          summary: { library: "slow", structure: [] },
          predict: (_input, _params, { signal }: PredictOptions = {}) => {
            const stopped = untilAborted(signal);
            client.abort();
            return stopped;
          },
          [Symbol.asyncDispose]: () => Promise.resolve(),
        }),
    };
    const store = memoryStore({
      MLmodel:
        "flavors:\n  slow: {}\n  python_function: {loader_module: mlflow.slow}\n",
    });
    const model = await loadModel(store, [flavor]);
    const app = createApp(mlflowModel(model, { name: "slow" }), options);
    const response = await app.fetch(request);
    assertEquals(response.status, 499);
    await response.body?.cancel();
    assertEquals(errors, []);
  });
}
