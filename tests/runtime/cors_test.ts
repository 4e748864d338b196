import { assertEquals } from "@std/assert";
import { createApp } from "../../runtime/app.ts";
import { Cors, withHeaders } from "../../runtime/cors.ts";
import { openModule } from "../../runtime/models/module_model.ts";

const LISTED = "www.microsoft.com,  www.bing.com";

function asked(
  origins: string,
  method: string,
  headers: Record<string, string>,
) {
  const request = new Request("http://localhost/score", { method, headers });
  return new Cors(origins).headers(request);
}

function preflight(method: string, headers: Record<string, string> = {}) {
  return asked(LISTED, "OPTIONS", {
    origin: "www.bing.com",
    "access-control-request-method": method,
    ...headers,
  });
}

Deno.test("an origin that is listed may ask, another may not", () => {
  assertEquals(asked(LISTED, "POST", { origin: "www.bing.com" }), {
    "access-control-allow-origin": "www.bing.com",
    vary: "Origin",
  });
  assertEquals(asked(LISTED, "POST", { origin: "www.azure.com" }), {});
  assertEquals(asked(LISTED, "POST", {}), {
    "access-control-allow-origin": "www.bing.com",
    vary: "Origin",
  });
});

Deno.test("a star is any origin", () => {
  assertEquals(asked("*", "GET", {}), { "access-control-allow-origin": "*" });
  assertEquals(asked("*", "GET", { origin: "https://a.example.com" }), {
    "access-control-allow-origin": "https://a.example.com",
    vary: "Origin",
  });
});

Deno.test("a browser that asks first is told methods and headers", () => {
  const allowed = {
    "access-control-allow-origin": "www.bing.com",
    vary: "Origin",
  };
  assertEquals(preflight("POST"), {
    ...allowed,
    "access-control-allow-methods": "GET, POST",
  });
  assertEquals(
    preflight("GET", { "access-control-request-headers": "authorization, a" }),
    {
      ...allowed,
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "authorization, a",
    },
  );
  assertEquals(preflight("DELETE"), allowed);
});

Deno.test("an app tells it on its routes, and to a browser that has no key yet", async () => {
  const model = await openModule({ run: () => 7 }, { name: "seven" });
  const app = createApp(model, {
    cors: new Cors(LISTED),
    access: { admits: (authorization) => authorization !== null },
  });
  const ask = async (path: string, init: RequestInit) => {
    const response = await app.fetch(
      new Request(`http://localhost${path}`, init),
    );
    await response.body?.cancel();
    return [
      response.status,
      response.headers.get("access-control-allow-origin"),
    ];
  };
  const origin = "www.bing.com";
  const first = { origin, "access-control-request-method": "POST" };
  assertEquals(await ask("/score", { method: "OPTIONS", headers: first }), [
    200,
    origin,
  ]);
  const keyed = { origin, authorization: "Bearer x" };
  const post = { method: "POST", body: "{}", headers: keyed };
  assertEquals(await ask("/score", post), [200, origin]);
  assertEquals(await ask("/swagger.json", { headers: keyed }), [200, origin]);
  assertEquals(await ask("/nothing", { headers: keyed }), [404, null]);
  assertEquals(await ask("/score", { headers: { origin } }), [401, origin]);
});

Deno.test("headers are added also to an answer whose own cannot be changed", () => {
  const fixed = Response.error();
  assertEquals(withHeaders(fixed, {}), fixed);
  const redirect = Response.redirect("http://localhost/");
  const changed = withHeaders(redirect, { vary: "Origin" });
  assertEquals([changed.status, changed.headers.get("vary")], [302, "Origin"]);
});
