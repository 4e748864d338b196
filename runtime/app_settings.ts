import type { Deployment } from "../collector/mod.ts";
import type { Access } from "./access.ts";
import type { ContentCodings } from "./codings/content_coding.ts";
import type { Cors } from "./cors.ts";
import type { Logger } from "./logger.ts";
import type { RequestGate } from "./request_gate.ts";
import type { RequestLog } from "./request_log.ts";
import type { RequestMetrics } from "./request_metrics.ts";
import type { RequestTracing } from "./request_trace.ts";

/** How a host behaves around its model. */
export interface AppOptions {
  /**
   * The largest body accepted, in bytes.
   *
   * @default {104857600}
   */
  readonly maxBodyBytes?: number;
  /**
   * How long scoring may take, in milliseconds.
   *
   * @default {3600000}
   */
  readonly timeoutMs?: number;
  /** Whose requests these are: it records payloads if it collects them, and commits what was collected before an answer leaves. */
  readonly deployment?: Deployment;
  /** Who may ask; anybody if absent. Probes of health are answered to all. */
  readonly access?: Access;
  /** Counts requests, and answers `GET /metrics`. */
  readonly metrics?: RequestMetrics;
  /** How many requests are answered at once; as many as come if absent. */
  readonly gate?: RequestGate;
  /** Tells each request in a line; nothing is told if absent. */
  readonly requestLog?: RequestLog;
  /** Follows each request that asks a model; none is followed if absent. */
  readonly tracing?: RequestTracing;
  /** How bodies of requests may be packed, and answers if their clients ask for it; the best first. Default: gzip. */
  readonly codings?: ContentCodings;
  /** Whether requests are to be sent here; `/ready` and the like say 503 where they are not. Default: they are. */
  readonly isReady?: () => boolean;
  /** What stands before the path of every route, as `/models/iris`; `GET /` is answered without it too. Default: nothing. */
  readonly pathPrefix?: string;
  /** Where failures are written. */
  readonly log?: Logger;
  /**
   * The service's name in its description.
   *
   * @default {"ML service"}
   */
  readonly serviceName?: string;
  /**
   * The service's version in its description.
   *
   * @default {"1.0"}
   */
  readonly serviceVersion?: string;
  /** What stands before the paths in the service's description; the routes stay where they are. */
  readonly servicePathPrefix?: string;
  /** Descriptions of the service as JSON, by version (`2`, `3`, `3.1`), in the place of those that are made. */
  readonly swaggerDocuments?: Readonly<Record<string, string>>;
  /** What stands in front of it and is told in its description: whether that asks for keys, and the deployments among which it chooses. */
  readonly front?: {
    readonly asksForKeys: boolean;
    readonly deployments: readonly string[];
  };
  /** Which pages of other origins may ask; none if absent. */
  readonly cors?: Cors;
  /** Whether answers carry `x-ms-server-version`. Default: they do. */
  readonly showVersion?: boolean;
  /** The MLflow version that `GET /version` answers; the host's own if the model does not say. */
  readonly mlflowVersion?: string;
}

/** What a host may be without. */
type Parts =
  | "access"
  | "cors"
  | "deployment"
  | "front"
  | "gate"
  | "metrics"
  | "requestLog"
  | "tracing";

/** The options with every default in place. */
export type AppSettings =
  & Required<Omit<AppOptions, Parts>>
  & Pick<AppOptions, Parts>
  & {
    /** Whether the deployment collects `request` or `response`. */
    readonly logsPayloads: boolean;
  };
