import { toError } from "../ground/to_error.ts";
import type { DataFrame } from "../frame/data_frame.ts";
import type {
  DeploymentOptions,
  PayloadOptions,
} from "./deployment_options.ts";
import { asyncScope } from "./async_scope.ts";
import { BatchWindow } from "./batch_window.ts";
import type {
  CollectedPayload,
  Collection,
  CollectOptions,
} from "./collection.ts";
import { collectionsOf } from "./collections_of.ts";
import { CommitGroup } from "./commit_group.ts";
import { type CollectorConfig, isPayloadCollection } from "./config.ts";
import {
  BasicCorrelationContext,
  type CorrelationContext,
} from "./correlation.ts";
import type { Counters } from "./counters.ts";
import { checkPathSegment } from "./path_segment.ts";
import type { HttpPayload, RequestPayload } from "./payload.ts";
import { payloadEvent } from "./payload_event.ts";
import { ProblemReports } from "./problem_reports.ts";
import { RequestScope, type ServedRequestId } from "./request_scope.ts";
import type { Spool } from "./spool.ts";

/** With the durability `memory`, lines wait at most this long. */
const MEMORY_FLUSH_MS = 1000;

/**
 * The collecting of one deployment: its collections, its files, its counters.
 * Any number of deployments can run in one process.
 */
export class Deployment implements AsyncDisposable {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** What is collected, and how. */
  readonly config: CollectorConfig;
  readonly #collections = new Map<string, Collection>();
  readonly #enabled: readonly Collection[];
  readonly #spool: Spool;
  readonly #window: BatchWindow | undefined;
  readonly #logsPayloads: boolean;
  readonly #problems: ProblemReports;
  readonly #onClose: (() => void) | undefined;
  readonly #group: CommitGroup;
  readonly #groupsCommits: boolean;
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Makes the deployment.
   *
   * @param options What it is made of.
   * @throws {RangeError} If a name cannot be a folder.
   */
  constructor(options: DeploymentOptions) {
    const { config, spool, onProblem, now = Date.now } = options;
    this.endpoint = checkPathSegment("endpoint", options.endpoint);
    this.deployment = checkPathSegment("deployment", options.deployment);
    this.config = config;
    this.#spool = spool;
    this.#onClose = options.onClose;
    const { nextTurn = queueMicrotask } = options;
    this.#groupsCommits = options.nextTurn !== undefined;
    this.#group = new CommitGroup(
      config.durability === "memory"
        ? (body) => this.#flushTimer = setTimeout(body, MEMORY_FLUSH_MS)
        : nextTurn,
      () => this.#write(),
    );
    this.#problems = new ProblemReports({ now, onProblem });
    const enabled = config.collections.filter(({ enabled }) => enabled);
    this.#logsPayloads = enabled.some(({ name }) => isPayloadCollection(name));
    if (config.batchWindowMs > 0) {
      this.#window = new BatchWindow({
        windowMs: config.batchWindowMs,
        collections: enabled.filter(({ name }) => !isPayloadCollection(name)),
        onEnd: () => this.#write(),
      });
    }
    this.#enabled = collectionsOf(options, {
      window: this.#window,
      onProblem: (error, of) => this.#problems.report(error, of),
    });
    for (const collection of this.#enabled) {
      this.#collections.set(collection.name.toLowerCase(), collection);
    }
  }

  /** What became of the collected data since the start, by collection. */
  get counters(): Record<string, Counters> {
    return Object.fromEntries(
      this.#enabled.map(({ name, counters }) => [name, counters]),
    );
  }

  /** Names this writer; the file of a period has this name. */
  get instanceId(): string {
    return this.#spool.instanceId;
  }

  /**
   * Runs code of this deployment: a `Collector` that is made or used inside,
   * also after an `await`, collects for this deployment.
   *
   * @param body The code.
   * @param request The request that is served: its id becomes `xrequestid`, and the correlation id of the first scoring that is collected.
   * @returns What the body returns.
   */
  run<T>(body: () => T, request?: ServedRequestId): T {
    const scope = {
      deployment: this,
      request: request && new RequestScope(this.#identity(request)),
    };
    return asyncScope().run(scope, body);
  }

  /**
   * The context of a request: what is collected under it has the correlation
   * id of the request and its response.
   *
   * @param request The request that is served.
   * @returns A new context.
   */
  contextOf(request: ServedRequestId): CorrelationContext {
    return new BasicCorrelationContext(this.#identity(request));
  }

  /** An id that stands beside payloads is not given up for another one. */
  #identity(request: ServedRequestId): ServedRequestId {
    const isIdMadeUp = request.isIdMadeUp === true && !this.#logsPayloads;
    return { ...request, isIdMadeUp };
  }

  /**
   * The collection of a name.
   *
   * @param name The name, in any case.
   * @returns The collection; `undefined` if it is not enabled.
   */
  collection(name: string): Collection | undefined {
    return this.#collections.get(name) ??
      this.#collections.get(name.toLowerCase());
  }

  /**
   * Records a frame without a `Collector`. It never throws: what cannot be
   * recorded is counted as refused and reported as a problem.
   *
   * @param collectionName The collection's name, in any case.
   * @param frame The frame.
   * @param options The context of the input, if this is its output; the request that is served.
   * @returns The context, for the output.
   */
  record(
    collectionName: string,
    frame: DataFrame,
    options: {
      readonly correlation?: CorrelationContext | undefined;
      readonly requestId?: string | undefined;
    } = {},
  ): CorrelationContext {
    const { correlation = new BasicCorrelationContext(), requestId } = options;
    this.#safely(collectionName, correlation, (collection) => {
      collection.collect(frame, correlation, { requestId });
    });
    return correlation;
  }

  /**
   * Records an HTTP request in the collection `request`, if the deployment has
   * it. It never throws.
   *
   * @param request The request, with its body.
   * @param options The id of the request, which is also its correlation id unless there is a context.
   * @returns The context, for the response.
   */
  logRequest(
    request: RequestPayload,
    options: PayloadOptions = {},
  ): CorrelationContext {
    const { method, path } = request;
    return this.#logPayload("request", request, {
      options,
      asked: { path, method },
    });
  }

  /**
   * Records an HTTP response in the collection `response`, if the deployment
   * has it. It never throws.
   *
   * @param response The response, with its body.
   * @param options The context of the request, and its id.
   * @returns The context.
   */
  logResponse(
    response: HttpPayload,
    options: PayloadOptions = {},
  ): CorrelationContext {
    return this.#logPayload("response", response, { options });
  }

  /**
   * Gives a frame to a collection of this deployment.
   *
   * @param collection The collection.
   * @param frame The frame.
   * @param about The context, and the id of the request that is served.
   * @throws {Error} If the frame cannot be written as JSON.
   */
  add(
    collection: Collection,
    frame: DataFrame,
    about: {
      readonly correlation: CorrelationContext;
      readonly requestId: string | undefined;
    },
  ): void {
    const { correlation, requestId } = about;
    collection.collect(frame, correlation, { requestId });
    this.#group.schedule();
  }

  /**
   * Gives a payload that is not a frame to a collection of this deployment.
   *
   * @param collection The collection.
   * @param payload Its JSON on one line, or its bytes; its rows; the bytes that were received.
   * @param about The context, and what else is known.
   * @throws {Error} If it cannot be recorded.
   */
  addPayload(
    collection: Collection,
    payload: CollectedPayload,
    about: CollectOptions & { readonly correlation: CorrelationContext },
  ): void {
    collection.collectPayload(payload, about.correlation, about);
    this.#group.schedule();
  }

  /**
   * Registers who hears, at most once a minute, that lines of a collection
   * could not be written.
   *
   * @param collection The collection.
   * @param handler The one to call.
   */
  onDropped(collection: Collection, handler: (error: Error) => void): void {
    this.#problems.subscribe(collection, handler);
  }

  /**
   * Makes what was collected so far as durable as the configuration promises.
   *
   * @returns Nothing where that is done at once; else a promise of it.
   */
  commit(): void | Promise<void> {
    if (this.config.durability === "memory") return;
    return this.#groupsCommits
      ? this.#group.pending ?? this.#sync()
      : this.#write();
  }

  /** Writes out everything and closes the files; a second call waits for the first. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  /** Closes the deployment. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    clearTimeout(this.#flushTimer);
    this.#window?.end();
    for (const collection of this.#enabled) collection.close();
    await this.#sync();
    await this.#spool.close();
    for (const collection of this.#enabled) collection.tellRemoved();
    this.#onClose?.();
  }

  #logPayload(
    name: string,
    payload: HttpPayload,
    about: {
      readonly options: PayloadOptions;
      readonly asked?: { readonly path: string; readonly method: string };
    },
  ): CorrelationContext {
    const { requestId } = about.options;
    const correlation = about.options.correlation ??
      new BasicCorrelationContext(
        requestId === undefined ? {} : { id: requestId },
      );
    this.#safely(name, correlation, (collection) => {
      const { collected, fields } = payloadEvent(payload, {
        ...about,
        captureHeaders: this.config.captureHeaders,
      });
      collection.collectPayload(collected, correlation, { requestId, fields });
    });
    return correlation;
  }

  #safely(
    name: string,
    correlation: CorrelationContext,
    body: (collection: Collection) => void,
  ): void {
    const collection = this.collection(name);
    if (collection === undefined) {
      correlation.recorded = "refused";
      return;
    }
    try {
      body(collection);
      this.#group.schedule();
    } catch (error) {
      this.#problems.report(
        toError(error),
        collection,
      );
    }
  }

  #write(): void | Promise<void> {
    for (let i = 0; i < this.#enabled.length; i++) this.#enabled[i]!.flush();
    return this.#sync();
  }

  #sync(): void | Promise<void> {
    return this.#spool.commit()?.catch((error) => {
      for (const collection of this.#enabled) {
        this.#problems.report(
          toError(error),
          collection,
        );
      }
    });
  }
}
