import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { createApp } from "../../runtime/app.ts";
import { ScoringError } from "../../runtime/errors.ts";
import { openModule } from "../../runtime/models/module_model.ts";
import { requestUrl } from "../../runtime/request_url.ts";
import { createSidecar } from "../../runtime/sidecar.ts";
import { memoryDeployment } from "../collector/memory_deployment.ts";

/** Addresses as a server makes them of what a client sends, and that no request may have. */
const BROKEN_ORIGINS = [
  "http://[::1",
  "http://a b",
  "http://x:99999",
  "http://a@b",
];

/** A request with an address that its own constructor would refuse. */
function requestTo(address: string, init: RequestInit = {}): Request {
  const request = new Request("http://localhost/", init);
  return Object.defineProperty(request, "url", { value: address });
}

Deno.test("the address of a request that is no URL is the client's fault", () => {
  const { pathname } = requestUrl(requestTo("http://[::1]:5001/score?a=1"));
  assertEquals(pathname, "/score");
  assertThrows(
    () => requestUrl(requestTo("http://[::1/score")),
    ScoringError,
    "check its Host header",
  );
});

for (
  const [kind, module] of [
    ["raw", {
      raw: true,
      run: (request: Request) => new Response(request.url),
    }],
    ["text", { run: (text: string) => text }],
  ] as const
) {
  Deno.test(`a broken Host header is 400 with a sentence from a ${kind} module, by each method`, async () => {
    const lines: string[] = [];
    const app = createApp(await openModule(module, { name: kind }), {
      log: {
        debug() {},
        info() {},
        warn: (line) => lines.push(line),
        error: (line) => lines.push(line),
      },
    });
    for (const origin of BROKEN_ORIGINS) {
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const answer = await app.fetch(
          requestTo(`${origin}/score?a=1`, { method }),
        );
        assertEquals([answer.status, method], [400, method]);
        const { message } = await answer.json();
        assertMatch(message, /^The address .* Host header and its path$/);
      }
      for (
        const path of ["/", "/swagger.json?version=%zz", "/nothing", "//["]
      ) {
        const { status } = await app.fetch(requestTo(`${origin}${path}`));
        assertEquals([status < 500, path], [true, path]);
      }
    }
    assertEquals(lines, []);
  });
}

Deno.test("a deployment that collects requests answers a broken Host header with 400 too", async () => {
  const { deployment } = memoryDeployment({
    collections: { request: { enabled: true }, response: { enabled: true } },
  });
  const model = await openModule({ run: () => 1 }, { name: "one" });
  const app = createApp(model, { deployment });
  const request = requestTo("http://[::1/score", { method: "POST", body: "" });
  assertEquals((await app.fetch(request)).status, 400);
  await deployment.close();
});

Deno.test("the side-car answers a broken Host header with 400", async () => {
  const { deployment } = memoryDeployment();
  const handle = createSidecar(deployment);
  const request = requestTo("http://[::1/modeldata/log", { method: "POST" });
  assertEquals((await handle(request)).status, 400);
  await deployment.close();
});
