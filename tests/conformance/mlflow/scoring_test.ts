import { assert, assertEquals } from "@std/assert";
import { freePort } from "../../tools/free_port.ts";
import { fromFileUrl } from "../../tools/paths.ts";
import { SeededRandom } from "../../tools/seeded_random.ts";
import {
  type EchoAnswer,
  echoOfMlflow,
  echoOfSamla,
} from "./echo_comparison.ts";
import { peerEnvironment } from "../environment.ts";
import { DIFFERENCES } from "./differences.ts";
import { PeerProcess } from "../peer_process.ts";
import { randomRequest } from "./random_request.ts";
import { randomSignature, signatureTexts } from "./random_signature.ts";

const SERVER = fromFileUrl(new URL("echo_server.py", import.meta.url));
const SEED = 5;
const SIGNATURES = 250;
const REQUESTS_OF_EACH = 12;
const CONNECTIONS = 4;

Deno.test("3000 random requests mean to MLflow's scoring server what they mean here", async () => {
  const random = new SeededRandom(SEED);
  const signatures = Array.from(
    { length: SIGNATURES },
    () => randomSignature(random),
  );
  const asked = signatures.flatMap((signature, model) =>
    Array.from(
      { length: REQUESTS_OF_EACH },
      () => ({ model, signature, request: randomRequest(random, signature) }),
    )
  );
  const { python } = await peerEnvironment("mlflow");
  const port = freePort();
  await using peer = await PeerProcess.start(python, {
    args: [SERVER, String(port)],
    port,
    readyPath: "/0/ping",
    input: JSON.stringify(
      signatures.map((signature) =>
        signature === undefined ? null : signatureTexts(signature)
      ),
    ),
  });
  const unexplained: string[] = [];
  const statuses = new Set<number>();
  const left = asked.values();
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    for (const { model, signature, request } of left) {
      const url = `${peer.address}/${model}/invocations`;
      const mlflow = await echoOfMlflow(url, request);
      const samla = echoOfSamla(signature, request);
      statuses.add(mlflow.status);
      const found = { request, mlflow, samla };
      if (isSame(mlflow, samla)) continue;
      if (DIFFERENCES.some((difference) => difference.explains(found))) {
        continue;
      }
      unexplained.push(JSON.stringify({ signature, ...found }));
    }
  }));
  assertEquals(unexplained, []);
  assertEquals([...statuses].sort(), [200, 400, 415]);
  assert(asked.length >= 2000);
});

/** Messages are not compared: MLflow's repeat the payload. */
function isSame(mlflow: EchoAnswer, samla: EchoAnswer): boolean {
  if (mlflow.status !== samla.status || mlflow.code !== samla.code) {
    return false;
  }
  if (mlflow.status !== 200) return true;
  try {
    assertEquals(samla.detail, mlflow.detail);
    return true;
  } catch {
    return false;
  }
}
