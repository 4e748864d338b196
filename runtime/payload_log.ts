import type { Bytes } from "./model.ts";

/** One request as it came, for the `request` collection. */
export interface RequestPayload {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly headers: Headers;
  readonly contentType: string;
  readonly body: Bytes;
  /** Whether the client declared the body's length. */
  readonly lengthDeclared: boolean;
}

/** One answer as it left, for the `response` collection. */
export interface ResponsePayload {
  readonly headers: Headers;
  readonly contentType: string;
  readonly body: Bytes;
}

/** What the host tells of each request to whoever collects for this deployment. */
export interface RequestRecorder {
  /** Whether `request` or `response` is collected; if not, the two methods below are not called. */
  readonly recordsPayloads: boolean;
  /** Records a request; the id ties it to its answer. */
  logRequest(payload: RequestPayload, id: string): void;
  /** Records an answer. */
  logResponse(payload: ResponsePayload, id: string): void;
  /** Makes everything collected so far durable, as the deployment asks; a promise only if that waits. */
  commit(): void | Promise<void>;
}
