import { assertEquals } from "@std/assert";
import { createApp } from "../../runtime/app.ts";
import { openModule } from "../../runtime/models/module_model.ts";
import { type LoggedRequest, RequestLog } from "../../runtime/request_log.ts";
import { SILENT } from "../../runtime/logger.ts";

const REQUEST: LoggedRequest = {
  method: "POST",
  route: "/score",
  status: 200,
  ms: 1.234,
  headers: new Headers({ "x-request-id": "id" }),
};

function begun(linesPerSecond: number) {
  const lines: [string, unknown][] = [];
  const clock = { ms: 0 };
  const log = new RequestLog({
    log: { ...SILENT, info: (...line) => void lines.push([line[0], line[1]]) },
    linesPerSecond,
    deployment: "iris/blue",
    now: () => clock.ms,
  });
  return { log, lines, clock };
}

Deno.test("a request has a line: what was asked, what came of it, how long it took, its ids", () => {
  const { log, lines } = begun(10);
  log.tell(REQUEST);
  assertEquals(lines, [[
    "POST /score 200 1.2 ms",
    { deployment: "iris/blue", requestId: "id" },
  ]]);
});

Deno.test("above the rate requests are counted, and the count is told", () => {
  const { log, lines, clock } = begun(2);
  for (let i = 0; i < 5; i++) log.tell(REQUEST);
  assertEquals(lines.length, 2);
  clock.ms = 1000;
  log.tell(REQUEST);
  assertEquals(
    lines[2]![0],
    "3 requests more were answered, without a line each",
  );
  assertEquals(lines.length, 4);
  log.finish();
  assertEquals(lines.length, 4);
  for (let i = 0; i < 2; i++) log.tell(REQUEST);
  log.finish();
  assertEquals(
    lines.at(-1)![0],
    "1 requests more were answered, without a line each",
  );
});

Deno.test("what asks a model and what fails is told, a probe that finds all well is not", async () => {
  const { log, lines } = begun(10);
  const model = await openModule({ run: () => 7 }, { name: "seven" });
  const app = createApp(model, { requestLog: log });
  const ask = async (path: string, method: string) => {
    await app.fetch(
      new Request(`http://localhost${path}`, {
        method,
        headers: { "x-ms-client-request-id": "mine" },
        ...(method === "POST" ? { body: "{}" } : {}),
      }),
    );
  };
  await ask("/score", "POST");
  await ask("/", "GET");
  await ask("/secret?key=1", "GET");
  const told = lines.map(([text]) => text.replace(/[\d.]+ ms/, "… ms"));
  assertEquals(told, ["POST /score 200 … ms", "GET other 404 … ms"]);
  assertEquals(Reflect.get(lines[0]![1] as object, "clientRequestId"), "mine");
});
