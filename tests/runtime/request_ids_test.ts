import { assert, assertEquals, assertMatch } from "@std/assert";
import { createApp } from "../../runtime/app.ts";
import { openModule } from "../../runtime/models/module_model.ts";
import { recordingLogger } from "../tools/recording_logger.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-/;

const app = createApp(
  await openModule({
    run(text: string) {
      if (text === "fail") throw new Error("asked to");
      return { text };
    },
  }, { name: "ids" }),
);

/** What a client sends and what it gets: `new` is a made-up id, `-` no header. */
const TRUTH_TABLE = [
  // sent: x-request-id, x-ms-request-id, x-ms-client-request-id; got: the same three
  ["-", "-", "-", "new", "new", "-"],
  ["A", "-", "-", "A", "A", "-"],
  ["-", "B", "-", "new", "B", "B"],
  ["-", "-", "C", "new", "C", "C"],
  ["A", "B", "-", "A", "B", "B"],
  ["-", "B", "C", "new", "B", "C"],
  ["A", "-", "C", "A", "C", "C"],
  ["A", "B", "C", "A", "B", "C"],
] as const;

const NAMES = ["x-request-id", "x-ms-request-id", "x-ms-client-request-id"];

for (
  const [path, init] of [
    ["/", {}],
    ["/score", { method: "POST", body: "ok" }],
    ["/score", { method: "POST", body: "fail" }],
  ] as const
) {
  for (const row of TRUTH_TABLE) {
    const label = "body" in init ? `POST ${path} (${init.body})` : path;
    Deno.test(`${label} with ids ${row.slice(0, 3)} answers ids ${row.slice(3)}`, async () => {
      const headers = new Headers();
      NAMES.forEach((name, i) => {
        if (row[i] !== "-") headers.set(name, row[i]!);
      });
      const response = await app.fetch(
        new Request(`http://localhost${path}`, { ...init, headers }),
      );
      const made = response.headers.get("x-request-id") ?? "";
      NAMES.forEach((name, i) => {
        const expected = row[i + 3]!;
        const got = response.headers.get(name);
        if (expected === "-") assertEquals(got, null);
        else if (expected === "new") {
          assertMatch(got ?? "", UUID);
          assertEquals(got, made);
        } else assertEquals(got, expected);
      });
    });
  }
}

Deno.test("an x-request-id of 100 characters is taken, of 101 refused with 431 and no id", async () => {
  const send = (id: string) =>
    app.fetch(
      new Request("http://localhost/score", {
        headers: { "x-request-id": id },
      }),
    );
  assertEquals((await send("a".repeat(100))).status, 200);
  const refused = await send("a".repeat(101));
  assertEquals(refused.status, 431);
  assertEquals(await refused.json(), {
    message: "x-request-id must not exceed 100 characters",
  });
  for (const name of NAMES) assertEquals(refused.headers.get(name), null);
});

for (const name of NAMES.slice(1)) {
  Deno.test(`a ${name} of 101 characters is refused with 431 and the request's own id`, async () => {
    const headers = { [name]: "a".repeat(101) };
    const refused = await app.fetch(
      new Request("http://localhost/score", { headers }),
    );
    assertEquals(refused.status, 431);
    assertEquals(await refused.json(), {
      message:
        "x-ms-request-id and x-ms-client-request-id must not exceed 100 characters",
    });
    assertMatch(refused.headers.get("x-request-id") ?? "", UUID);
    assertEquals(refused.headers.get("x-ms-request-id"), null);
    assertEquals(refused.headers.get("x-ms-client-request-id"), null);
  });
}

Deno.test("an id of 101 characters is refused beside a short one", async () => {
  const long = "a".repeat(101);
  for (
    const headers of [
      { "x-ms-request-id": long, "x-ms-client-request-id": "b" },
      { "x-ms-request-id": "b", "x-ms-client-request-id": long },
    ]
  ) {
    const { status } = await app.fetch(
      new Request("http://localhost/score", { headers }),
    );
    assertEquals(status, 431);
  }
});

Deno.test("TraceId is echoed, whatever its case", async () => {
  const response = await app.fetch(
    new Request("http://localhost/score", { headers: { traceid: "test-id" } }),
  );
  assertEquals(response.headers.get("TraceId"), "test-id");
});

Deno.test("every answer says which server gave it, unless that is off", async () => {
  const response = await app.fetch(new Request("http://localhost/"));
  assertMatch(response.headers.get("x-ms-server-version") ?? "", /^samla\/\d/);
  const quiet = createApp(
    await openModule({ run: () => 1 }, { name: "quiet" }),
    { showVersion: false },
  );
  const silent = await quiet.fetch(new Request("http://localhost/score"));
  assert(!silent.headers.has("x-ms-server-version"));
});

Deno.test("the deprecated header is told of once, whatever becomes of the request", async () => {
  const { log, warnings } = recordingLogger();
  const app = createApp(
    await openModule({ run: () => 7 }, { name: "ids" }),
    { log },
  );
  const ask = async (headers: HeadersInit) => {
    const request = new Request("http://localhost/score", { headers });
    await (await app.fetch(request)).body?.cancel();
  };
  await ask({ "x-ms-client-request-id": "C" });
  assertEquals(warnings, []);
  await ask({ "x-ms-request-id": "B" });
  await ask({ "x-ms-request-id": "B" });
  assertEquals(warnings.length, 1);
  assertMatch(warnings[0]!, /^x-ms-request-id header has been deprecated/);
});
