import { assert, assertEquals } from "@std/assert";
import { HostProcess } from "../../tools/host_process.ts";
import { projectPath } from "../../tools/paths.ts";
import { SeededRandom } from "../../tools/seeded_random.ts";
import { peerEnvironment } from "../environment.ts";
import { type RandomRequest, randomRequest } from "../mlflow/random_request.ts";
import type { RandomSignature } from "../mlflow/random_signature.ts";
import { makeModels, MODELS } from "./models.ts";
import { serveWithMlflow } from "./serve_with_mlflow.ts";

const REQUESTS = 400;
const CONNECTIONS = 4;
const TOLERANCE = 1e-9;

/** What a server answered. */
interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  /** The JSON of a 200, else the text. */
  readonly value: unknown;
}

const folder = await Deno.makeTempDir();
let made: Promise<void> | undefined;

for (const name of ["mixed", "array", "iris"] as const) {
  Deno.test(`mlflow models serve and samla serve answer the same to ${REQUESTS} random requests to the model ${name}, and on other routes`, async () => {
    await (made ??= makeModels(folder));
    const model = name === "iris"
      ? projectPath("examples/iris")
      : `${folder}/${name}`;
    const { bin } = await peerEnvironment("mlflow");
    await using peer = await serveWithMlflow(bin, model);
    await using host = await HostProcess.start(folder, [model]);
    const unexplained: string[] = [];
    let answered = 0;
    const left = requests(MODELS[name]).values();
    await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
      for (const request of left) {
        const mlflow = await ask(peer.address, request);
        const samla = await ask(host.address, request);
        if (mlflow.status === 200) answered++;
        if (isSame(mlflow, samla)) continue;
        unexplained.push(JSON.stringify({ request, mlflow, samla }));
      }
    }));
    assertEquals(unexplained, []);
    await compareRoutes(peer, host);
    assert(answered > REQUESTS / 3, `only ${answered} were answered`);
  });
}

/** Health and what there is not, on both servers. */
async function compareRoutes(
  peer: { readonly address: string },
  host: { readonly address: string },
): Promise<void> {
  for (const path of ["/ping", "/health"]) {
    const [theirs, ours] = await Promise.all(
      [peer, host].map(async ({ address }) => {
        const response = await fetch(`${address}${path}`);
        const type = response.headers.get("content-type");
        return [response.status, type, await response.text()];
      }),
    );
    assertEquals(ours, theirs, path);
  }
  for (
    const [method, path] of [
      ["GET", "/nothing"],
      ["GET", "/invocations"],
      ["POST", "/ping"],
    ] as const
  ) {
    const [theirs, ours] = await Promise.all(
      [peer, host].map(async ({ address }) => {
        const response = await fetch(`${address}${path}`, { method });
        await response.body?.cancel();
        return response.status;
      }),
    );
    assertEquals(ours, theirs, `${method} ${path}`);
  }
}

globalThis.addEventListener("unload", () => {
  Deno.removeSync(folder, { recursive: true });
});

function requests(signature: RandomSignature): readonly RandomRequest[] {
  const random = new SeededRandom(11);
  return Array.from(
    { length: REQUESTS },
    () => randomRequest(random, signature),
  );
}

async function ask(
  address: string,
  request: RandomRequest,
): Promise<Answer> {
  const response = await fetch(`${address}/invocations`, {
    method: "POST",
    headers: { "content-type": request.contentType },
    body: request.body,
  });
  const text = await response.text();
  const { status } = response;
  if (!response.headers.get("content-type")?.includes("json")) {
    return { status, code: undefined, value: text };
  }
  const value = JSON.parse(text);
  return { status, code: value.error_code, value };
}

/** Messages of errors are not compared: MLflow's repeat the payload. */
function isSame(mlflow: Answer, samla: Answer): boolean {
  if (mlflow.status !== samla.status || mlflow.code !== samla.code) {
    return false;
  }
  return mlflow.status !== 200 || isClose(mlflow.value, samla.value);
}

function isClose(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
  }
  if (typeof a !== "object" || a === null) return a === b;
  if (typeof b !== "object" || b === null) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size &&
    left.every(([key, value]) => isClose(value, right.get(key)));
}
