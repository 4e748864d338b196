import { collectEverything } from "../../../collector/config.ts";
import { openDeployment } from "../../../collector/host/open_deployment.ts";
import { DataFrame } from "../../../frame/data_frame.ts";

// Writes one byte to standard output after each commit, until it is killed.
const deployment = openDeployment({
  endpoint: "iris",
  deployment: "blue",
  dataDir: Deno.args[0]!,
  config: collectEverything(),
});
const byte = Uint8Array.of(46);
for (let n = 0; n < 1_000_000; n++) {
  deployment.record("model_inputs", DataFrame.fromColumns({ n: [n] }));
  await deployment.commit();
  Deno.stdout.writeSync(byte);
}
