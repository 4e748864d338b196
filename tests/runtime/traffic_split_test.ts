import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  DEPLOYMENT_HEADER,
  type TrafficRules,
  TrafficSplit,
} from "../../runtime/traffic_split.ts";
import { recordingLogger } from "../tools/recording_logger.ts";

/** Deployments that answer with their name and what they were sent. */
function split(rules: TrafficRules, draws: readonly number[] = [0]) {
  const seen: string[] = [];
  let drawn = 0;
  const deployment = (name: string) => ({
    name,
    fetch: async (request: Request) => {
      const text = await request.text();
      seen.push(`${name}: ${text}`);
      return new Response(`${name} ${text}`);
    },
  });
  const traffic = new TrafficSplit({
    deployments: [deployment("blue"), deployment("green")],
    rules,
    log: recordingLogger().log,
    random: () => draws[drawn++ % draws.length]!,
  });
  const ask = async (headers: Record<string, string> = {}, path = "/score") => {
    const isProbe = path === "/";
    const response = await traffic.answer(
      new Request(`http://localhost${path}`, {
        method: isProbe ? "GET" : "POST",
        headers,
        ...(isProbe ? {} : { body: "x" }),
      }),
    );
    return {
      status: response.status,
      by: response.headers.get(DEPLOYMENT_HEADER),
      text: await response.text(),
    };
  };
  return { traffic, ask, seen };
}

const BLUE = { traffic: { blue: 100 }, mirrorTraffic: {} };

Deno.test("TrafficSplit answers by the weights, and says who did", async () => {
  const rules = { traffic: { blue: 90, green: 10 }, mirrorTraffic: {} };
  const { ask } = split(rules, [0, 0.89, 0.9, 0.99]);
  const by = [];
  for (let i = 0; i < 4; i++) by.push((await ask()).by);
  assertEquals(by, ["blue", "blue", "green", "green"]);
});

Deno.test("TrafficSplit answers by the deployment that a request names, whatever its weight", async () => {
  const { ask } = split(BLUE);
  const named = await ask({ [DEPLOYMENT_HEADER]: "green" });
  assertEquals(named, { status: 200, by: "green", text: "green x" });
  const stranger = await ask({ [DEPLOYMENT_HEADER]: "red" });
  assertEquals([stranger.status, stranger.by], [404, null]);
  assertStringIncludes(stranger.text, "may name blue, green");
});

Deno.test("TrafficSplit answers nobody where no deployment has traffic, but who names one, and probes", async () => {
  const { ask } = split({ traffic: { blue: 0 }, mirrorTraffic: {} });
  const { status, text } = await ask();
  assertEquals(status, 404);
  assertStringIncludes(text, "No deployment of this endpoint has traffic");
  assertEquals((await ask({ [DEPLOYMENT_HEADER]: "blue" })).status, 200);
  assertEquals((await ask({}, "/")).status, 200);
});

Deno.test("TrafficSplit gives a copy to the mirror, whose answer nobody sees", async () => {
  const rules = { traffic: { blue: 100 }, mirrorTraffic: { green: 50 } };
  const { ask, seen, traffic } = split(rules, [0, 0.49, 0, 0.5]);
  assertEquals((await ask()).text, "blue x");
  assertEquals((await ask()).text, "blue x");
  assertEquals(seen.sort(), ["blue: x", "blue: x", "green: x"]);
  assertEquals(traffic.copies, { made: 1, skipped: 0 });
});

Deno.test("TrafficSplit copies nothing that names its deployment", async () => {
  const rules = { traffic: { blue: 100 }, mirrorTraffic: { green: 50 } };
  const { ask, seen } = split(rules);
  await ask({ [DEPLOYMENT_HEADER]: "blue" });
  assertEquals(seen, ["blue: x"]);
});

Deno.test("TrafficSplit answers though its mirror does not, and copies no more than it can answer", async () => {
  const never = Promise.withResolvers<Response>();
  const traffic = new TrafficSplit({
    deployments: [
      { name: "blue", fetch: () => new Response("blue") },
      { name: "green", fetch: () => never.promise },
    ],
    rules: { traffic: { blue: 100 }, mirrorTraffic: { green: 50 } },
    log: recordingLogger().log,
    random: () => 0,
  });
  for (let i = 0; i < 70; i++) {
    const response = await traffic.answer(
      new Request("http://localhost/score", { method: "POST", body: "x" }),
    );
    assertEquals(await response.text(), "blue");
  }
  assertEquals(traffic.copies, { made: 64, skipped: 6 });
  never.reject(new Error("the mirror broke"));
});

Deno.test("TrafficSplit takes other weights for the next request", async () => {
  const { ask, traffic } = split(BLUE);
  assertEquals((await ask()).by, "blue");
  traffic.use({ traffic: { green: 100 }, mirrorTraffic: {} });
  assertEquals((await ask()).by, "green");
});
