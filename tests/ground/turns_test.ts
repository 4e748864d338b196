import { assert, assertFalse, assertRejects } from "@std/assert";
import { Turns } from "../../ground/turns.ts";

Deno.test("between two turns of long work a server answers", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response("answered"),
  );
  let isAnswered = false;
  const asking = fetch(`http://127.0.0.1:${server.addr.port}`)
    .then((response) => response.text())
    .then((text) => isAnswered = text === "answered");
  const turns = new Turns();
  for (let i = 0; !isAnswered && i < 10_000; i++) await turns.next();
  assert(isAnswered);
  await asking;
});

Deno.test("a turn is over when it has taken long", async () => {
  const turns = new Turns();
  const started = performance.now();
  while (!turns.isOver) {
    assert(performance.now() - started < 10_000);
  }
  await turns.next();
  assertFalse(turns.isOver);
});

Deno.test("long work ends between two turns when its signal says so", async () => {
  const controller = new AbortController();
  const turns = new Turns(controller.signal);
  await turns.next();
  controller.abort(new Error("nobody waits"));
  await assertRejects(() => turns.next(), Error, "nobody waits");
});
