import { assertEquals } from "@std/assert";
import { freePort } from "../../tools/free_port.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { fromFileUrl } from "../../tools/paths.ts";
import { peerEnvironment } from "../environment.ts";
import { PeerProcess } from "../peer_process.ts";

const FOLDER = fromFileUrl(new URL(".", import.meta.url));
const LISTED = "www.microsoft.com,  www.bing.com";
const HEADERS = [
  "access-control-allow-origin",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "vary",
];
const ASKS_POST = { "access-control-request-method": "POST" };

/** Who asks, and how. */
const REQUESTS: readonly (readonly [
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
])[] = ["GET", "OPTIONS"].flatMap((method) =>
  ["/", "/score", "/swagger.json", "/nothing"].flatMap((path) =>
    [
      {},
      { origin: "www.microsoft.com" },
      { origin: "www.bing.com", ...ASKS_POST },
      { origin: "www.azure.com", ...ASKS_POST },
      {
        origin: "www.bing.com",
        "access-control-request-method": "DELETE",
      },
      {
        origin: "www.bing.com",
        ...ASKS_POST,
        "access-control-request-headers": "authorization, x-a",
      },
    ].map((headers) => [method, path, headers] as const)
  )
);

async function told(address: string) {
  const answers: Record<string, unknown> = {};
  for (const [method, path, headers] of REQUESTS) {
    const response = await fetch(address + path, { method, headers });
    await response.body?.cancel();
    answers[`${method} ${path} ${JSON.stringify(headers)}`] = HEADERS.map(
      // Only one of the two packs its answers.
      (name) =>
        response.headers.get(name)?.replace(/(?:, )?Accept-Encoding/, "") ||
        undefined,
    );
  }
  return answers;
}

for (const origins of [LISTED, "*"]) {
  Deno.test(`pages of ${origins} may ask as under azureml-inference-server-http, and the service is called so`, async () => {
    const { bin } = await peerEnvironment("azureml");
    const dataDir = await Deno.makeTempDir();
    const port = freePort();
    const variables = {
      "AML_CORS_ORIGINS": origins,
      "SERVICE_NAME": "credit",
      "SERVICE_VERSION": "2.1",
      "SERVICE_PATH_PREFIX": "/test/",
    };
    await using peer = await PeerProcess.start(`${bin}/azmlinfsrv`, {
      args: ["--entry_script", "plain.py", "--port", String(port)],
      port,
      readyPath: "/",
      cwd: FOLDER,
      env: { PYTHONDONTWRITEBYTECODE: "1", ...variables },
    });
    // The variables of Azure are read where all may be read.
    await using host = await HostProcess.start(dataDir, [`${FOLDER}plain.ts`], {
      environment: variables,
    });
    assertEquals(await told(host.address), await told(peer.address));
    for (const version of ["2", "3", "3.1"]) {
      const path = `/swagger.json?version=${version}`;
      const [theirs, ours] = await Promise.all(
        [peer, host].map(async ({ address }) =>
          await (await fetch(address + path)).json()
        ),
      );
      assertEquals(Object.keys(ours.paths), Object.keys(theirs.paths));
      assertEquals(ours.info, theirs.info);
    }
    await Deno.remove(dataDir, { recursive: true });
  });
}
