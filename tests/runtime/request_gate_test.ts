import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createApp } from "../../runtime/app.ts";
import { ScoringError } from "../../runtime/errors.ts";
import { openModule } from "../../runtime/models/module_model.ts";
import { RequestGate } from "../../runtime/request_gate.ts";

const LONG_MS = 60_000;

Deno.test("so many are in at once, as many wait, the others are refused", async () => {
  const gate = new RequestGate({ atOnce: 2, queueMs: LONG_MS });
  assertEquals([gate.enter(), gate.enter()], [undefined, undefined]);
  const [third, fourth] = [gate.enter(), gate.enter()];
  assertEquals([gate.inside, gate.waiting], [2, 2]);
  assertThrows(() => gate.enter(), ScoringError, "send this one again later");
  gate.leave();
  await third;
  assertEquals([gate.inside, gate.waiting, gate.refused], [2, 1, 1]);
  gate.leave();
  await fourth;
  gate.leave();
  gate.leave();
  assertEquals([gate.inside, gate.waiting], [0, 0]);
});

Deno.test("who has waited too long is refused, and takes nobody's place", async () => {
  const gate = new RequestGate({ atOnce: 1, queueMs: 1 });
  gate.enter();
  await assertRejects(
    async () => await gate.enter(),
    ScoringError,
    "has waited 1 ms",
  );
  assertEquals([gate.inside, gate.waiting, gate.refused], [1, 0, 1]);
  gate.leave();
  assertEquals(gate.enter(), undefined);
});

Deno.test("after how long one may ask again is in whole seconds", () => {
  const seconds = [1, 500, 1000, 1001].map((queueMs) =>
    new RequestGate({ atOnce: 1, queueMs }).retryAfterSeconds
  );
  assertEquals(seconds, [1, 1, 1, 2]);
});

Deno.test("requests that are refused say when to ask again, and harm no other", async () => {
  const running: (() => void)[] = [];
  const model = await openModule({
    run: () => new Promise<number>((resolve) => running.push(() => resolve(7))),
  }, { name: "slow" });
  const gate = new RequestGate({ atOnce: 1, queueMs: LONG_MS });
  const app = createApp(model, { gate });
  const ask = () =>
    app.fetch(
      new Request("http://localhost/score", { method: "POST", body: "{}" }),
    );
  const first = ask();
  const second = ask();
  const third = await ask();
  assertEquals([third.status, third.headers.get("retry-after")], [429, "60"]);
  await third.body?.cancel();
  for (const answer of [first, second]) {
    while (running.length === 0) await Promise.resolve();
    running.pop()!();
    assertEquals(await (await answer).text(), "7");
  }
  assertEquals(gate.inside, 0);
});

Deno.test("a request that fails makes room too", async () => {
  const model = await openModule({
    run: () => {
      throw new Error("no");
    },
  }, { name: "bad" });
  const gate = new RequestGate({ atOnce: 1, queueMs: LONG_MS });
  const app = createApp(model, { gate });
  for (let i = 0; i < 3; i++) {
    const request = new Request("http://localhost/score", {
      method: "POST",
      body: "{}",
    });
    const { status, body } = await app.fetch(request);
    await body?.cancel();
    assertEquals(status, 500);
  }
  assertEquals(gate.inside, 0);
});
