import { assertEquals, assertMatch } from "@std/assert";
import { readCollected } from "./tools/collected.ts";
import { HostProcess } from "./tools/host_process.ts";
import { projectPath } from "./tools/paths.ts";

Deno.test("examples/credit scores and logs under the application's id", async () => {
  const dataDir = await Deno.makeTempDir();
  try {
    await using host = await HostProcess.start(dataDir, [
      projectPath("examples/credit/deployment.yml"),
    ]);
    const applications = [
      {
        "application_id": "a-17",
        age: 40,
        income: 1000,
        debt: 0,
        employed: true,
      },
      {
        "application_id": "a-18",
        age: 40,
        income: 1000,
        debt: 5000,
        employed: false,
      },
    ];
    const post = (data: unknown) =>
      fetch(`${host.address}/score`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ data }),
      });
    const answer = await (await post(applications)).json();
    assertEquals(
      answer.map((row: { probability: number }) => row.probability.toFixed(6)),
      ["0.109097", "0.999980"],
    );
    const inputs = await readCollected(dataDir, "credit/blue/model_inputs");
    const outputs = await readCollected(dataDir, "credit/blue/model_outputs");
    assertEquals(inputs.map((event) => event.correlationid), ["a-17"]);
    assertEquals(outputs.map((event) => event.correlationid), ["a-17"]);
    assertEquals(inputs[0]!.data, applications);
    assertEquals(outputs[0]!.data, answer);
    const refused = await post([{ ...applications[0], age: 7 }]);
    assertEquals(refused.status, 400);
    assertMatch((await refused.json()).message, /"data\.0\.age"/);
    assertEquals((await host.stop()).code, 0);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
