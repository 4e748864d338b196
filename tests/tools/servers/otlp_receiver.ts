/** A span as it was told. */
export interface ToldSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  /** When it began, in nanoseconds, as digits. */
  readonly startTimeUnixNano: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** The names and attributes of its events. */
  readonly events: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string | number>>;
  }[];
  /** 2 where it failed. */
  readonly status: number;
  /** What tells it. */
  readonly resource: Readonly<Record<string, string | number>>;
}

/** A record of a log as it was told. */
export interface ToldLog {
  readonly severity: string;
  readonly body: string;
  readonly traceId: string;
}

/** Attributes as OTLP has them in JSON. */
interface Attribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly intValue?: string;
    readonly doubleValue?: number;
  };
}

/** A server that takes what OpenTelemetry's exporters send, as OTLP in JSON. */
export class OtlpReceiver implements AsyncDisposable {
  /** What was told of requests. */
  readonly spans: ToldSpan[] = [];
  /** What was told of logs. */
  readonly logs: ToldLog[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Listens on a free port. */
  constructor() {
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen() {},
    }, async (request) => {
      const { pathname } = new URL(request.url);
      const told = await request.json();
      if (pathname === "/v1/traces") this.#addSpans(told);
      if (pathname === "/v1/logs") this.#addLogs(told);
      return Response.json({});
    });
  }

  /** The variables that have a process tell it. */
  get variables(): Readonly<Record<string, string>> {
    return {
      "OTEL_EXPORTER_OTLP_ENDPOINT":
        `http://127.0.0.1:${this.#server.addr.port}`,
      "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
    };
  }

  // deno-lint-ignore no-explicit-any -- What is received is tested, not typed.
  #addSpans({ resourceSpans }: any): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      for (const { spans } of scopeSpans) {
        for (const { attributes, events, status, ...span } of spans) {
          this.spans.push({
            ...span,
            attributes: plain(attributes),
            // deno-lint-ignore no-explicit-any -- As above.
            events: events.map(({ name, attributes }: any) => ({
              name,
              attributes: plain(attributes),
            })),
            status: status.code,
            resource: plain(resource.attributes),
          });
        }
      }
    }
  }

  // deno-lint-ignore no-explicit-any -- As above.
  #addLogs({ resourceLogs }: any): void {
    for (const { scopeLogs } of resourceLogs) {
      for (const { logRecords } of scopeLogs) {
        for (const { severityText, body, traceId } of logRecords) {
          this.logs.push({
            severity: severityText,
            body: body.stringValue,
            traceId,
          });
        }
      }
    }
  }

  /** Stops it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function plain(
  attributes: readonly Attribute[],
): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ??
        (value.intValue === undefined
          ? value.doubleValue!
          : Number(value.intValue)),
    ]),
  );
}
