import { assertEquals } from "@std/assert";
import { freePort } from "../../tools/free_port.ts";
import { HostProcess } from "../../tools/host_process.ts";
import { fromFileUrl } from "../../tools/paths.ts";
import { peerEnvironment } from "../environment.ts";
import { PeerProcess } from "../peer_process.ts";
import { type Answer, DIFFERENCES } from "./differences.ts";
import { type Exchange, EXCHANGES, type ScriptName } from "./exchanges.ts";

const FOLDER = fromFileUrl(new URL(".", import.meta.url));
const HEADERS = [
  "allow",
  "content-type",
  "location",
  "traceid",
  "x-mine",
  "x-ms-client-request-id",
  "x-ms-request-id",
  "x-ms-run-fn-exec-ms",
  "x-ms-run-function-failed",
  "x-ms-server-version",
  "x-request-id",
];
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

for (const script of ["plain", "raw", "schema"] as const) {
  Deno.test(`a ${script} script answers as under azureml-inference-server-http`, async () => {
    const { bin } = await peerEnvironment("azureml");
    const dataDir = await Deno.makeTempDir();
    const port = freePort();
    await using peer = await PeerProcess.start(`${bin}/azmlinfsrv`, {
      args: ["--entry_script", `${script}.py`, "--port", String(port)],
      port,
      readyPath: "/",
      cwd: FOLDER,
      env: { PYTHONDONTWRITEBYTECODE: "1" },
    });
    await using host = await HostProcess.start(dataDir, [
      `${FOLDER}${script}.ts`,
    ]);
    const wrong: unknown[] = [];
    for (const exchange of EXCHANGES[script]) {
      const theirs = await ask(peer.address, exchange);
      const ours = await ask(host.address, exchange);
      const expected = withDifferences(theirs, exchange, { script, ours });
      if (isSame(expected, ours)) continue;
      wrong.push({ exchange: exchange.name, expected, ours });
    }
    assertEquals(wrong, []);
    await Deno.remove(dataDir, { recursive: true });
  });
}

Deno.test("each difference is one of some exchange", () => {
  for (const { script, exchanges, reason } of DIFFERENCES) {
    const found = EXCHANGES[script].some(({ name }) => exchanges.test(name));
    assertEquals([reason, found], [reason, true]);
  }
});

async function ask(address: string, exchange: Exchange): Promise<Answer> {
  const { method, path, headers, body } = exchange;
  const response = await fetch(`${address}${path}`, {
    method,
    headers: new Headers(headers),
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const kept: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = response.headers.get(name);
    if (value !== null) kept[name] = normalised(name, value);
  }
  return { status: response.status, body: bodyOf(text), headers: kept };
}

/** What is made anew for each answer is told only in its form. */
function normalised(name: string, value: string): string {
  if (UUID.test(value)) return "a new id";
  if (name === "x-ms-run-fn-exec-ms") {
    return value.replaceAll(/\d/g, "").length === 1 ? "0.000" : value;
  }
  if (name === "x-ms-server-version") return "a version";
  if (name === "allow") return value.split(/,\s*/).sort().join(", ");
  return value;
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withDifferences(
  answer: Answer,
  exchange: Exchange,
  { script, ours }: { script: ScriptName; ours: Answer },
): Answer {
  let { status, body } = answer;
  const headers = new Map(Object.entries(answer.headers));
  for (const difference of DIFFERENCES) {
    if (difference.script !== script) continue;
    if (!difference.exchanges.test(exchange.name)) continue;
    status = difference.status ?? status;
    if ("body" in difference) body = difference.body;
    for (const [name, value] of Object.entries(difference.headers ?? {})) {
      if (value === null) headers.delete(name);
      else headers.set(name, value);
    }
  }
  // HTTP wants the methods named with a 405; Azure's server leaves them out.
  const { allow } = ours.headers;
  if (status === 405 && allow !== undefined) headers.set("allow", allow);
  return { status, body, headers: Object.fromEntries(headers) };
}

function isSame(a: Answer, b: Answer): boolean {
  try {
    assertEquals(a, b);
    return true;
  } catch {
    return false;
  }
}
