import { assert, assertEquals, assertFalse } from "@std/assert";
import { type Admission, isOpen } from "../../runtime/access.ts";
import { createApp } from "../../runtime/app.ts";
import { openModule } from "../../runtime/models/module_model.ts";

async function answerOf(isAdmitted: Admission, path: string, method = "POST") {
  const model = await openModule({ run: () => 7 }, { name: "seven" });
  const seen: (string | null)[] = [];
  const app = createApp(model, {
    access: {
      admits: (authorization) => {
        seen.push(authorization);
        return Promise.resolve(isAdmitted);
      },
    },
  });
  const response = await app.fetch(
    new Request(`http://localhost${path}`, {
      method,
      headers: { authorization: "Bearer x" },
      ...(method === "POST" ? { body: "{}" } : {}),
    }),
  );
  return {
    status: response.status,
    text: await response.text(),
    seen,
    response,
  };
}

const admitted = true;
const refused = false;

Deno.test("who may ask is answered, who may not is told nothing", async () => {
  const good = await answerOf(admitted, "/score");
  assertEquals([good.status, good.text, good.seen], [200, "7", ["Bearer x"]]);
  for (const path of ["/score", "/nothing", "/swagger.json"]) {
    const bad = await answerOf(refused, path);
    assertEquals([bad.status, bad.text], [401, ""]);
    assertEquals([...bad.response.headers], [["www-authenticate", "Bearer"]]);
  }
});

Deno.test("probes of health are answered to all", async () => {
  for (const path of ["/", "/ready", "/ping", "/health"]) {
    const { status, seen } = await answerOf(refused, path, "GET");
    assertEquals([status, seen], [200, []]);
  }
  assert(isOpen(new Request("http://localhost/v2/health/live?x=1")));
  assertFalse(isOpen(new Request("http://localhost/metrics")));
  assertFalse(isOpen(new Request("http://localhost/", { method: "POST" })));
});

Deno.test("who has asked too often is told when he may again", async () => {
  const { status, text, response } = await answerOf(
    { retryAfterSeconds: 7 },
    "/score",
  );
  assertEquals([status, text, response.headers.get("retry-after")], [
    429,
    "",
    "7",
  ]);
});

Deno.test("probes are answered to anybody below a path prefix", () => {
  const open = (path: string) =>
    isOpen(new Request(`http://localhost${path}`), "/models/iris");
  assertEquals(
    ["/", "/models/iris", "/models/iris/", "/models/iris/ready"].map(open),
    [1, 2, 3, 4].map((n) => n > 0),
  );
  assertEquals(
    ["/ready", "/models/iris/score", "/models/iris/metrics"].map(open),
    [1, 2, 3].map((n) => n < 0),
  );
});
