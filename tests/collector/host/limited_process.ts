import { collectEverything } from "../../../collector/config.ts";
import { openDeployment } from "../../../collector/host/open_deployment.ts";
import { DataFrame } from "../../../frame/data_frame.ts";

// Collects until the file may not grow any more, and says what was counted.
const deployment = openDeployment({
  endpoint: "iris",
  deployment: "blue",
  dataDir: Deno.args[0]!,
  config: collectEverything(),
});
for (let n = 0; n < 1000; n++) {
  deployment.record("model_inputs", DataFrame.fromColumns({ n: [n] }));
  await deployment.commit();
}
const { events, dropped } = deployment.counters.model_inputs!;
Deno.stdout.writeSync(
  new TextEncoder().encode(JSON.stringify({ events, dropped })),
);
