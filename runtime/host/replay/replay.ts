import type { CollectedEvent } from "../../../collector/reading/collected_event.ts";
import { parseWithExactIntegers } from "../../../collector/reading/exact_integers.ts";
import type { EventPair } from "../../../collector/reading/join_events.ts";
import { readAtMost } from "../../../ground/read_at_most.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import { compareAnswers } from "./compare_answers.ts";
import { alike, answerRows } from "./answer_rows.ts";
import { replayedRequest } from "./replayed_request.ts";
import { ReplayReport } from "./replay_report.ts";

/** What is replayed, and where to. */
export interface ReplayOptions {
  /** The inputs with their answers, or without, where there are none or they do not matter. */
  readonly pairs: AsyncIterable<
    Pick<EventPair, "input"> & Partial<EventPair>
  >;
  /** The address that is asked. */
  readonly url: URL;
  /** A key of who may ask. */
  readonly key?: string | undefined;
  /** How far numbers may be apart. */
  readonly tolerance: number;
  /** How many requests are sent at once. */
  readonly concurrency: number;
  /** How many are sent at most. */
  readonly limit?: number | undefined;
  /** How long one may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the replay; what was sent is waited for. */
  readonly signal?: AbortSignal;
}

const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const OK = 200;

/**
 * Sends what was collected again, and compares the answers with those that were
 * recorded.
 *
 * @param options What, and where to.
 * @returns What came of it.
 */
export async function replay(options: ReplayOptions): Promise<ReplayReport> {
  const report = new ReplayReport();
  const { concurrency, limit = Infinity, signal } = options;
  const pairs = options.pairs[Symbol.asyncIterator]();
  const lane = async () => {
    while (!signal?.aborted && report.read < limit) {
      report.read++;
      const { value, done } = await pairs.next();
      if (done) {
        report.read--;
        return;
      }
      await replayOne(value.input, value.output, { options, report });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  await pairs.return?.();
  return report;
}

async function replayOne(
  input: CollectedEvent,
  output: CollectedEvent | undefined,
  { options, report }: {
    readonly options: ReplayOptions;
    readonly report: ReplayReport;
  },
): Promise<void> {
  const { url, key, timeoutMs, tolerance } = options;
  const request = replayedRequest(input, url.pathname);
  if (request === undefined) return report.unsendable();
  const started = performance.now();
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": request.contentType,
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: request.body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    text = await textOf(response);
  } catch (error) {
    return report.failed(reasonOf(error), input.correlationId);
  }
  report.answered(performance.now() - started);
  if (status !== OK) {
    return report.failed(`status ${status}`, input.correlationId);
  }
  if (output === undefined) return report.uncompared();
  const [recorded, answered] = comparable(output, jsonOf(text));
  report.compared(
    compareAnswers(recorded, answered, tolerance),
    input.correlationId,
  );
}

/** Both as what is collected: rows of a model's outputs, or a payload. */
function comparable(
  output: CollectedEvent,
  answer: unknown,
): readonly [recorded: unknown, answered: unknown] {
  const { collection, data } = output;
  if (collection.toLowerCase() === "response") return [data, answer];
  return alike(data, answerRows(answer));
}

async function textOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const bytes = await readAtMost(body, MAX_ANSWER_BYTES);
  if (bytes === undefined) {
    throw new RangeError(`The answer is longer than ${MAX_ANSWER_BYTES} bytes`);
  }
  return new TextDecoder().decode(bytes);
}

function jsonOf(text: string): unknown {
  try {
    return parseWithExactIntegers(text);
  } catch {
    return text;
  }
}
