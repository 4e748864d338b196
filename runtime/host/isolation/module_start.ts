import type { CollectorConfig } from "../../../collector/mod.ts";
import type { UnwrittenCounts } from "../../../collector/collection.ts";
import type { ApiDescription } from "../../api_description.ts";
import type { ProtocolName } from "../../protocols.ts";
import type { ErrorCode } from "../../errors.ts";
import type { ServePlan } from "../plan.ts";

/** What a process is told of the module that it is to run. */
export interface ModuleStart {
  /** What is served, without where its data goes. */
  readonly plan: Omit<ServePlan, "shipping">;
  /** What the module's collectors find. */
  readonly config: CollectorConfig;
  /** The `source` attribute of its events. */
  readonly source: string;
  /** Where files of a folder are found by others, by the folder's URI. */
  readonly payloadUrls: Readonly<Record<string, string>>;
  /** Names the host's files. */
  readonly instanceId: string;
}

/** What a process tells of the module that it runs. */
export interface ModuleReady {
  readonly api: ApiDescription;
}

/** A request as it goes to a process, without its body. */
export interface SentScore {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly contentType: string;
  readonly requestId: string;
  readonly clientId: string;
  readonly isIdMadeUp: boolean;
  /** The protocol it is in. */
  readonly protocol: ProtocolName;
  /** Until when it may be begun, in epoch milliseconds. */
  readonly beginBy: number;
}

/** An answer as it comes from a process, without its body. */
export interface SentAnswer {
  readonly status: number;
  /** Of an answer that is no `Response`. */
  readonly contentType?: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Why there is no answer. */
export interface SentFailure {
  readonly code: ErrorCode;
  readonly message: string;
  /** What only the log may know. */
  readonly cause?: SentError | undefined;
}

/** An error, as far as the log wants it. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Lines that a module collected. */
export interface SentLines {
  readonly folder: string;
  readonly events: number;
  readonly bytes: number;
  readonly rows: number;
  readonly collected: number;
}

/** What collections were given that is in no line, by their names. */
export type SentCounts = Readonly<Record<string, SentCount>>;

/** What one collection was given that is in no line, or in none yet. */
export interface SentCount extends UnwrittenCounts {
  readonly pending: number;
}

/** A line of a module for the log. */
export interface SentLog {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly properties?: Record<string, unknown>;
}
