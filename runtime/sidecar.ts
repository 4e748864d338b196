import { PlainResponse } from "./plain_response.ts";
import { readAtMost } from "../ground/read_at_most.ts";
import { reasonOf } from "../ground/reason_of.ts";
import type { CollectorConfig } from "../collector/config.ts";
import { BasicCorrelationContext } from "../collector/correlation.ts";
import type { Deployment } from "../collector/deployment.ts";
import { attributesOf, type EventFields } from "../collector/event_line.ts";
import { payloadData } from "../collector/payload.ts";
import type { Bytes } from "../frame/bytes.ts";
import type { ContentCodings } from "./codings/content_coding.ts";
import { requestedCodings } from "./codings/requested_codings.ts";
import { unpackBody } from "./codings/unpack_body.ts";
import { WEB_CODINGS } from "./codings/web_codings.ts";
import { type ErrorCode, ScoringError, STATUS_OF } from "./errors.ts";

/** How a side-car answers. */
export interface SidecarOptions {
  /** The most bytes that one payload may have (default 100 MiB). */
  readonly maxBodyBytes?: number;
  /** How payloads may be packed. Default: gzip. */
  readonly codings?: ContentCodings;
}

const TYPE_PREFIX = "azureml.inference.";
/** Headers of an event that have an attribute of their own. */
const KNOWN_HEADERS = new Set([
  "ce-time",
  "ce-type",
  "ce-collect-data-type",
  "ce-agent",
  "ce-x-request-id",
  "ce-model-version",
]);

/**
 * Answers what the Python package `azureml-ai-monitoring` posts to its
 * side-car: `POST /modeldata/log` with the payload as the body and the event's
 * attributes as `ce-` headers. The answer is 2xx once the event is as durable
 * as the deployment promises, or was left out by sampling; 4xx if it cannot be
 * collected; 503 if it could not be written.
 *
 * @param deployment The deployment that collects.
 * @param options The limit of a payload.
 * @returns The handler, on web standards alone.
 */
export function createSidecar(
  deployment: Deployment,
  options: SidecarOptions = {},
): (request: Request) => Promise<Response> {
  const { maxBodyBytes = 100 * 1024 * 1024, codings = WEB_CODINGS } = options;
  return async (request) => {
    const pathname = URL.parse(request.url)?.pathname;
    if (pathname === undefined) {
      return refusal("bad-input", "The Host header or the path is not valid");
    }
    if (pathname === "/") return answer(200, "Healthy");
    if (pathname !== "/modeldata/log") {
      return refusal("not-found", `There is nothing at ${pathname}`);
    }
    if (request.method !== "POST") {
      return refusal("wrong-method", "Use POST to log model data");
    }
    try {
      const packing = request.headers.get("content-encoding") ?? "";
      const names = requestedCodings(packing, codings);
      const body = await readBody(request, maxBodyBytes);
      if (body === undefined) {
        return refusal(
          "too-large",
          `Cannot log more than ${maxBodyBytes} bytes at once`,
        );
      }
      const maxBytes = maxBodyBytes;
      const payload = await unpackBody(body, { names, codings, maxBytes });
      return await log(deployment, request.headers, payload);
    } catch (error) {
      if (!(error instanceof ScoringError)) throw error;
      return refusal(error.code, error.message);
    }
  };
}

/**
 * The configuration file that `AZUREML_MDC_CONFIG_PATH` names for the Python
 * package. It asks for every payload: the side-car samples, so that an input
 * and its output are kept or left out together.
 *
 * @param config What the deployment collects.
 * @returns The file's content.
 */
export function sidecarConfig(config: CollectorConfig): string {
  const collections = config.collections
    .filter(({ enabled }) => enabled)
    .map(({ name }) =>
      [
        name.toLowerCase(),
        { enabled: true, sampleRatePercentage: 100 },
      ] as const
    );
  return JSON.stringify(
    {
      runMode: "cloud",
      collections: Object.fromEntries(collections),
      captureHeaders: config.captureHeaders,
    },
    null,
    2,
  );
}

async function log(
  deployment: Deployment,
  headers: Headers,
  body: Uint8Array,
): Promise<Response> {
  const type = headers.get("ce-type") ?? "";
  const name = type.startsWith(TYPE_PREFIX)
    ? type.slice(TYPE_PREFIX.length)
    : "";
  const collection = deployment.collection(name);
  if (collection === undefined) {
    return refusal(
      "not-found",
      `Cannot log "${type}": the deployment collects ${
        Object.keys(deployment.counters).join(", ") || "nothing"
      }`,
    );
  }
  const time = headers.get("ce-time");
  const timestamp = time === null ? undefined : Number(time);
  const id = headers.get("ce-x-request-id");
  try {
    const correlation = new BasicCorrelationContext({
      ...(id === null ? {} : { id }),
      ...(timestamp === undefined ? {} : { timestamp }),
    });
    const { data, contentType } = payloadData({ headers, body });
    deployment.addPayload(
      collection,
      { data, rows: rowsOf(data), payloadBytes: body.length },
      { correlation, fields: fieldsOf(headers, contentType) },
    );
    await deployment.commit();
    return correlation.recorded === "refused"
      ? refusal(
        "unavailable",
        `Cannot log to "${name}": it could not be written`,
      )
      : answer(200, correlation.recorded ?? "recorded");
  } catch (error) {
    return refusal("bad-input", reasonOf(error));
  }
}

function fieldsOf(headers: Headers, contentType: string): Partial<EventFields> {
  const others: Record<string, string> = {};
  for (const [header, value] of headers) {
    if (header.startsWith("ce-") && !KNOWN_HEADERS.has(header)) {
      others[header.slice("ce-".length)] = value;
    }
  }
  const dataType = headers.get("ce-collect-data-type");
  const agent = headers.get("ce-agent");
  const modelVersion = headers.get("ce-model-version");
  return {
    contentType,
    ...(dataType === null ? {} : { dataType }),
    ...(agent === null ? {} : { agent }),
    ...(modelVersion === null ? {} : { modelVersion }),
    ...(Object.keys(others).length === 0
      ? {}
      : { attributes: attributesOf(others) }),
  };
}

function rowsOf(data: string | Uint8Array): number {
  if (typeof data !== "string") return 1;
  const value: unknown = JSON.parse(data);
  return Array.isArray(value) ? value.length : 1;
}

/** Reads the body, up to a limit; `undefined` if it is longer. */
async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Bytes | undefined> {
  if (Number(request.headers.get("content-length")) > maxBytes) {
    return undefined;
  }
  return request.body === null
    ? new Uint8Array()
    : await readAtMost(request.body, maxBytes);
}

function refusal(code: ErrorCode, message: string): Response {
  return answer(STATUS_OF[code], message);
}

function answer(status: number, message: string): Response {
  return new PlainResponse(message + "\n", {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
