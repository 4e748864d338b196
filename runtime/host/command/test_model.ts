import { dirname, extname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { LocalDataStore } from "../../../collector/host/data/local_data_store.ts";
import { tailData } from "../../../collector/host/data/tail_data.ts";
import { isFolder } from "../../../mlflow/host/stat_or_nothing.ts";
import { isModelUri, sampleRequest } from "../../../mlflow/mod.ts";
import { consoleLogger } from "../console_logger.ts";
import { ConfigurationError } from "../configuration_error.ts";
import { type RunningHost, startHost } from "../serve.ts";
import { FailedCheck } from "./failed_check.ts";
import { listeningOf } from "./options/listening_options.ts";
import { printNote, printText } from "./print_text.ts";
import { requestsIn, type SentRequest } from "./sent_request.ts";
import { servePlanOf } from "./serve_plan_of.ts";
import type { TestArguments } from "./test_command.ts";

/**
 * Sends requests to what would be served, and shows the answers and the events.
 *
 * @param target A model, a module or a deployment.
 * @param flags What the command was told.
 * @throws {ConfigurationError} If it cannot be served, or there is nothing to send.
 * @throws {FailedCheck} If an answer is not 200, or not the one to expect.
 */
export async function testModel(
  target: string,
  flags: TestArguments,
): Promise<void> {
  const log = consoleLogger("warning");
  // What tests record is not what production records, and is not delivered.
  const dataDir = join(flags.dataDir, "samla-test");
  await Deno.remove(dataDir, { recursive: true }).catch(() => {});
  const { shipping: _, ...plan } = await servePlanOf(
    target,
    // A deployment says itself what is recorded.
    { collect: !/\.ya?ml$/i.test(target), ...flags, dataDir },
    { log },
  );
  const folder = flags.requests ?? requestsBeside(target);
  if (flags.requests !== undefined && !await isFolder(folder)) {
    throw new ConfigurationError(
      `Cannot test ${target}: there is no folder ${folder}; --requests names that of the bodies`,
    );
  }
  let failed = 0;
  let sent = 0;
  {
    await using host = await startHost(plan, {
      ...listeningOf(flags),
      hostname: "127.0.0.1",
      port: 0,
      log,
    });
    const requests = await requestsIn(folder);
    const all = requests.length > 0 ? requests : ownExample(host);
    if (all.length === 0) {
      throw new ConfigurationError(
        `Cannot test ${target}: there is nothing to send; write a body into ${
          join(folder, "<name>.json")
        }`,
      );
    }
    sent = all.length;
    for (const request of all) if (!await send(host, request)) failed++;
  }
  await showEvents(dataDir);
  if (failed === 0) return;
  throw new FailedCheck(`${failed} of ${sent} answers are not as expected`);
}

function requestsBeside(target: string): string {
  if (isModelUri(target)) return "requests";
  return join(extname(target) === "" ? target : dirname(target), "requests");
}

/** What the model itself gives to try it with. */
function ownExample({ opened }: RunningHost): readonly SentRequest[] {
  const { loaded, model } = opened;
  const example = loaded === undefined
    ? model.api.input.example
    : sampleRequest(loaded);
  return example === undefined
    ? []
    : [{ name: "the model's own example", body: JSON.stringify(example) }];
}

async function send(
  { port }: RunningHost,
  { name, body, ...expected }: SentRequest,
): Promise<boolean> {
  const started = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/score`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  const text = await response.text();
  const took = (performance.now() - started).toFixed(1);
  const isExpected = response.status === 200 &&
    (!("answer" in expected) ||
      isDeepStrictEqual(parsed(text), expected.answer));
  printText(
    `${
      isExpected ? "ok    " : "FAILED"
    } ${name}: ${response.status}, ${took} ms\n       ${text}\n`,
  );
  if (!isExpected && "answer" in expected) {
    printNote(`       expected ${JSON.stringify(expected.answer)}`);
  }
  return isExpected;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function showEvents(dataDir: string): Promise<void> {
  printText("\nWhat was recorded:\n");
  if (!await isFolder(dataDir)) {
    printText("nothing\n");
    return;
  }
  const lines = tailData(new LocalDataStore(dataDir), { lines: 5 });
  let count = 0;
  for await (const { file, line } of lines) {
    count++;
    const { correlationid, data } = JSON.parse(line);
    printText(
      `${file.collection} ${correlationid} ${JSON.stringify(data)}\n`,
    );
  }
  if (count === 0) printText("nothing\n");
}
