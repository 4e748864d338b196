import { AsyncLocalScope } from "../../../collector/host/async_local_scope.ts";
import { Deployment, useAsyncScope } from "../../../collector/mod.ts";
import { reasonOf } from "../../../ground/reason_of.ts";
import { toError } from "../../../ground/to_error.ts";
import { toScoringError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { ScoringModel } from "../../model.ts";
import type { ScoreResponse } from "../../score_response.ts";
import { openModel } from "../open_model.ts";
import type { Frame, GroupSender } from "./frame.ts";
import { FROM_MODULE } from "./from_module.ts";
import type {
  ModuleStart,
  SentCount,
  SentError,
  SentFailure,
  SentScore,
} from "./module_start.ts";
import { ReceivedRequest } from "./received_request.ts";
import { RelaySpool } from "./relay_spool.ts";
import { SentStream } from "./sent_stream.ts";
import { TO_MODULE } from "./to_module.ts";

/** A request that runs. */
interface Running {
  readonly controller: () => AbortController | undefined;
}

/** Runs a module for a host in another process, and is told by it what to do. */
export class ModuleHost {
  readonly #channel: GroupSender;
  readonly #running = new Map<number, Running>();
  readonly #streams = new Map<number, SentStream>();
  readonly #log: Logger;
  #deployment: Deployment | undefined;
  #model: ScoringModel | undefined;
  #collects = false;
  #toldSum = 0;

  /**
   * Waits to be told what to run.
   *
   * @param channel How the host is reached.
   */
  constructor(channel: GroupSender) {
    this.#channel = channel;
    this.#log = {
      debug: this.#logAt("debug"),
      info: this.#logAt("info"),
      warn: this.#logAt("warn"),
      error: this.#logAt("error"),
    };
  }

  /** Where the module writes what happens. */
  get log(): Logger {
    return this.#log;
  }

  /** Tells the host that the module failed beside its requests. */
  get failureLog(): Logger {
    return {
      ...this.#log,
      error: (message, properties) =>
        this.#channel.send(FROM_MODULE.uncaught, 0, {
          head: { level: "error", message, properties },
        }),
    };
  }

  /**
   * Does what the host tells.
   *
   * @param frame What it tells.
   */
  hear(frame: Frame): void {
    const { id } = frame;
    switch (frame.kind) {
      case TO_MODULE.start:
        return void this.#start(JSON.parse(frame.head));
      case TO_MODULE.score:
        return this.#score(frame);
      case TO_MODULE.abort:
        return this.#running.get(id)?.controller()?.abort();
      case TO_MODULE.pull:
        return void this.#streams.get(id)?.pull();
      case TO_MODULE.cancel:
        void this.#streams.get(id)?.cancel();
        this.#streams.delete(id);
        return;
      case TO_MODULE.ping:
        return this.#channel.send(FROM_MODULE.pong, id);
      case TO_MODULE.stop:
        return void this.#stop();
    }
  }

  async #start(start: ModuleStart): Promise<void> {
    const { plan, config, source, payloadUrls, instanceId } = start;
    useAsyncScope(new AsyncLocalScope());
    try {
      this.#deployment = new Deployment({
        endpoint: plan.endpoint,
        deployment: plan.deployment,
        config,
        spool: new RelaySpool(this.#channel, instanceId),
        source,
        payloadUrl: (uri) => payloadUrls[uri] ?? uri,
        onProblem: ({ collection, error }) =>
          this.#log.error(`Cannot collect ${collection}: ${error.message}`),
      });
      this.#collects = config.collections.some(({ enabled }) => enabled);
      const { model } = await openModel(
        { ...plan, checksTypes: false },
        { log: this.#log, deployment: this.#deployment },
      );
      this.#model = model;
      await this.#commit();
      this.#channel.send(FROM_MODULE.ready, 0, { head: { api: model.api } });
    } catch (error) {
      const head = { message: reasonOf(error) };
      this.#channel.send(FROM_MODULE.failed, 0, { head });
    }
  }

  #score({ id, head, body }: Frame): void {
    const sent: SentScore = JSON.parse(head);
    if (performance.timeOrigin + performance.now() > sent.beginBy) {
      return this.#channel.send(FROM_MODULE.returned, id);
    }
    // The host is to know what computes, if it is not clear from what it hears.
    const tells = this.#running.size + this.#streams.size > 0;
    if (tells) this.#channel.send(FROM_MODULE.began, id);
    let controller: AbortController | undefined;
    try {
      const scored = this.#model!.score(new ReceivedRequest(sent, body), {
        get signal() {
          controller ??= new AbortController();
          return controller.signal;
        },
      });
      if (!(scored instanceof Promise)) return this.#answer(id, scored);
      if (!tells) this.#channel.send(FROM_MODULE.began, id);
      this.#running.set(id, { controller: () => controller });
      void this.#whenScored(id, scored);
    } catch (error) {
      this.#fail(id, error);
    }
  }

  async #whenScored(
    id: number,
    scored: Promise<ScoreResponse | Response>,
  ): Promise<void> {
    try {
      this.#answer(id, await scored);
    } catch (error) {
      this.#fail(id, error);
    }
  }

  #answer(id: number, answer: ScoreResponse | Response): void {
    this.#running.delete(id);
    if (answer instanceof Response) return void this.#stream(id, answer);
    const { status, contentType, body, headers = {} } = answer;
    this.#channel.together(() => {
      void this.#commit();
      this.#channel.send(FROM_MODULE.answer, id, {
        head: { status, contentType, headers: Object.entries(headers) },
        body: typeof body === "string" ? ENCODER.encode(body) : body,
      });
    });
  }

  async #stream(id: number, answer: Response): Promise<void> {
    const stream = new SentStream(answer, {
      send: (kind, content) => {
        // What the parts collected is written before they leave.
        void this.#commit();
        this.#channel.send(kind, id, content);
      },
      ended: () => this.#streams.delete(id),
    });
    this.#streams.set(id, stream);
    await stream.begin();
  }

  #fail(id: number, error: unknown): void {
    this.#running.delete(id);
    void this.#commit();
    const { code, message, cause } = toScoringError(error);
    const head: SentFailure = {
      code,
      message,
      cause: cause === undefined ? undefined : told(cause),
    };
    this.#channel.send(FROM_MODULE.failure, id, { head });
  }

  /** Sends the lines of what was collected, and what has no line. */
  #commit(): void | Promise<void> {
    const deployment = this.#deployment;
    if (deployment === undefined || !this.#collects) return;
    const committed = deployment.commit();
    const counts: Record<string, SentCount> = {};
    let sum = 0;
    const { counters } = deployment;
    for (const name in counters) {
      const { sampledOut, refused, dropped, pending } = counters[name]!;
      counts[name] = { sampledOut, refused, dropped, pending };
      sum += sampledOut + refused + dropped + pending / WEIGHT;
    }
    if (sum !== this.#toldSum) {
      this.#toldSum = sum;
      this.#channel.send(FROM_MODULE.counts, 0, { head: counts });
    }
    return committed;
  }

  async #stop(): Promise<void> {
    await this.#deployment?.close();
    this.#commit();
    this.#channel.send(FROM_MODULE.stopped, 0);
  }

  #logAt(level: "debug" | "info" | "warn" | "error") {
    return (message: string, properties?: Record<string, unknown>): void =>
      this.#channel.send(FROM_MODULE.log, 0, {
        head: { level, message, properties },
      });
  }
}

const ENCODER = new TextEncoder();
/** Keeps what waits apart from what only grows, in one number. */
const WEIGHT = 2 ** 20;

function told(cause: unknown): SentError {
  const { name, message, stack = "" } = toError(cause);
  return { name, message, stack };
}
