import {
  type AttributeValue,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { toError } from "../../../ground/to_error.ts";
import type {
  RequestStep,
  RequestTrace,
  RequestTracing,
} from "../../request_trace.ts";
import { VERSION } from "../../version.ts";

const LEAST_SERVER_FAILURE = 500;
/** What of a request says which trace it belongs to. */
const FROM_HEADERS = {
  get: (headers: Headers, name: string) => headers.get(name) ?? undefined,
  keys: (headers: Headers) => [...headers.keys()],
};

/** Whose requests are followed. */
export interface SpanNames {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
}

/** A span of OpenTelemetry for each request, with one below it for each of its parts. */
export class RequestSpans implements RequestTracing {
  readonly #tracer: Tracer = trace.getTracer("samla", VERSION);
  readonly #names: Readonly<Record<string, string>>;

  /**
   * Follows the requests of a deployment.
   *
   * @param names Whose requests they are.
   */
  constructor({ endpoint, deployment }: SpanNames) {
    this.#names = {
      "samla.endpoint": endpoint,
      "samla.deployment": deployment,
    };
  }

  /** Begins a span below the one that the request's `traceparent` names, if it does. */
  begin(request: Request, route: string): RequestTrace {
    const { method, headers } = request;
    const url = new URL(request.url);
    const parent = propagation.extract(ROOT_CONTEXT, headers, FROM_HEADERS);
    const agent = headers.get("user-agent");
    const span = this.#tracer.startSpan(`${method} ${route}`, {
      kind: SpanKind.SERVER,
      attributes: {
        ...this.#names,
        "http.request.method": method,
        "http.route": route,
        "url.path": url.pathname,
        "url.scheme": url.protocol.slice(0, -1),
        ...(agent === null ? {} : { "user_agent.original": agent }),
      },
    }, parent);
    return new SpanOfRequest(span, this.#tracer, trace.setSpan(parent, span));
  }
}

class SpanOfRequest implements RequestTrace {
  readonly #span: Span;
  readonly #tracer: Tracer;
  readonly #context: Context;
  #part: Span | undefined;
  #step: RequestStep | undefined;
  #failure: Error | undefined;

  constructor(span: Span, tracer: Tracer, within: Context) {
    this.#span = span;
    this.#tracer = tracer;
    this.#context = within;
  }

  run<T>(body: () => T): T {
    return context.with(this.#context, body);
  }

  step(step: RequestStep): void {
    if (step === this.#step) return;
    this.#part?.end();
    this.#step = step;
    this.#part = this.#tracer.startSpan(step, {}, this.#context);
  }

  failed(error: unknown): void {
    this.#failure = toError(error);
    this.#span.recordException(this.#failure);
  }

  end(status: number, headers: Headers): void {
    this.#part?.end();
    this.#part = undefined;
    const span = this.#span;
    // A number would be told as a float: an integer is a bigint here.
    const code: unknown = BigInt(status);
    span.setAttribute("http.response.status_code", code as AttributeValue);
    for (
      const [name, key] of [
        ["x-request-id", "samla.request_id"],
        ["x-ms-client-request-id", "samla.client_request_id"],
      ] as const
    ) {
      const value = headers.get(name);
      if (value !== null) span.setAttribute(key, value);
    }
    // What a client did wrong is no error of who serves it.
    if (status >= LEAST_SERVER_FAILURE) {
      span.setAttribute("error.type", this.#failure?.name ?? String(status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }
}
