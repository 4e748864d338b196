import type { CollectedPayload } from "./collection.ts";
import { attributesOf, type EventFields } from "./event_line.ts";
import { captured, type HttpPayload, payloadData } from "./payload.ts";

/** The event of an HTTP message. */
export interface PayloadEvent {
  /** What it holds. */
  readonly collected: CollectedPayload;
  /** What it says beside that. */
  readonly fields: Partial<EventFields>;
}

/**
 * Makes the event of an HTTP message.
 *
 * @param payload The message.
 * @param options How it was asked for, if it is a request, and the headers to capture.
 * @returns The event.
 */
export function payloadEvent(
  payload: HttpPayload,
  options: {
    readonly asked?: { readonly path: string; readonly method: string };
    readonly captureHeaders: readonly string[];
  },
): PayloadEvent {
  const { data, contentType } = payloadData(payload);
  const { asked, captureHeaders } = options;
  const headers = captured(payload.headers, captureHeaders);
  return {
    collected: { data, rows: 1, payloadBytes: payload.body.length },
    fields: {
      ...(asked === undefined ? {} : { asked }),
      attributes: attributesOf(headers),
      contentType,
      dataType: null,
    },
  };
}
