import { unicodeEscape } from "../ground/unicode_escape.ts";
/** What the events of one collection have in common. */
export interface EventTemplate {
  /** The `source` attribute. */
  readonly source: string;
  /** The collection's name, for the `type` attribute. */
  readonly collection: string;
  /** The `agent` attribute. */
  readonly agent: string;
}

/** What is different in each event. */
export interface EventFields {
  /** The event's own id. */
  readonly id: string;
  /** Epoch seconds; written as whole seconds. */
  readonly timestamp: number;
  /** The `correlationid` attribute. */
  readonly correlationId: string;
  /** The `xrequestid` attribute. */
  readonly requestId: string;
  /** How a request was asked for, beside its data; of requests alone. */
  readonly asked?: { readonly path: string; readonly method: string };
  /** Further attributes; ones that the event has already are left out. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** The type of `data`, `application/json` if absent. */
  readonly contentType?: string;
  /** The class that was collected; that of a pandas frame if absent. An HTTP message, `null`, has none, and no model and no agent. */
  readonly dataType?: string | null;
  /** The `agent` attribute, if it is not the template's. */
  readonly agent?: string;
  /** The `modelversion` attribute, `default` if absent. */
  readonly modelVersion?: string;
}

/** The attributes that the collector writes itself, which a header never overwrites. */
const RESERVED = new Set([
  "specversion",
  "id",
  "source",
  "type",
  "datacontenttype",
  "dataschema",
  "subject",
  "time",
  "data",
  "dataref",
  "datainblob",
  "contentrange",
  "correlationid",
  "xrequestid",
  "modelversion",
  "collectdatatype",
  "agent",
  "path",
  "method",
]);
const FRAME_TYPE = "pandas.core.frame.DataFrame";

/**
 * Writes events as lines of CloudEvents 1.0 in structured JSON, with the
 * attributes and in the order that Azure ML's model data collector has:
 * `specversion, id, source, type, datacontenttype, time, data` (or `dataref`),
 * of requests `path, method`, then `contentrange, correlationid, xrequestid`,
 * of frames `modelversion, collectdatatype, agent`, then what the event adds.
 */
export class EventLine {
  readonly #afterId: string;
  readonly #jsonTime: string;
  readonly #end: string;
  readonly #agent: string;
  #second = -1;
  #time = "";

  /**
   * Builds the constant parts.
   *
   * @param template What the events have in common.
   */
  constructor(template: EventTemplate) {
    const { source, collection, agent } = template;
    this.#afterId = `","source":${asciiJson(source)},"type":${
      asciiJson(`azureml.inference.${collection}`)
    },"datacontenttype":`;
    this.#jsonTime = `"application/json","time":"`;
    this.#end = `,"modelversion":"default","collectdatatype":"${FRAME_TYPE}",` +
      `"agent":${JSON.stringify(agent)}`;
    this.#agent = agent;
  }

  /**
   * The part of the line before the value of `data`.
   *
   * @param fields The event.
   * @param key `data`, or `dataref` for a payload in a file of its own.
   * @returns The text, in ASCII.
   */
  head(fields: EventFields, key: "data" | "dataref" = "data"): string {
    const type = fields.contentType === undefined
      ? this.#jsonTime
      : `${asciiJson(fields.contentType)},"time":"`;
    return '{"specversion":"1.0","id":"' + fields.id + this.#afterId + type +
      this.#timeOf(fields.timestamp) +
      (key === "data" ? '","data":' : '","dataref":');
  }

  /**
   * The part of the line after the value of `data`.
   *
   * @param fields The event.
   * @param bytes The payload's length.
   * @returns The text, with the newline that ends the line.
   */
  tail(fields: EventFields, bytes: number): string {
    const { correlationId, requestId, attributes } = fields;
    const correlation = JSON.stringify(correlationId);
    const request = requestId === correlationId
      ? correlation
      : JSON.stringify(requestId);
    return askedJson(fields) + ',"contentrange":"' +
      contentRange(bytes, fields) + '","correlationid":' +
      correlation + ',"xrequestid":' + request + this.#constants(fields) +
      (attributes === undefined ? "}\n" : attributesJson(attributes) + "}\n");
  }

  #constants(fields: EventFields): string {
    const { dataType, agent, modelVersion } = fields;
    if (
      dataType === undefined && agent === undefined &&
      modelVersion === undefined
    ) return this.#end;
    if (dataType === null) return "";
    return `,"modelversion":${JSON.stringify(modelVersion ?? "default")}` +
      `,"collectdatatype":${JSON.stringify(dataType ?? FRAME_TYPE)}` +
      `,"agent":${JSON.stringify(agent ?? this.#agent)}`;
  }

  #timeOf(timestamp: number): string {
    const second = Math.floor(timestamp);
    if (second !== this.#second) {
      this.#time = new Date(second * 1000).toISOString().slice(0, 19) + "Z";
      this.#second = second;
    }
    return this.#time;
  }
}

/** A text as JSON that has as many bytes as characters. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    unicodeEscape,
  );
}

/** A request is recorded while it comes in, and says of its length that it is not known. */
function contentRange(bytes: number, { asked }: EventFields): string {
  if (bytes === 0) return "bytes */0";
  return `bytes 0-${bytes - 1}/${asked === undefined ? bytes : "*"}`;
}

function askedJson({ asked }: EventFields): string {
  if (asked === undefined) return "";
  return `,"path":${JSON.stringify(asked.path)},"method":${
    JSON.stringify(asked.method)
  }`;
}

function attributesJson(attributes: Readonly<Record<string, string>>): string {
  let text = "";
  for (const [name, value] of Object.entries(attributes)) {
    text += `,${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return text;
}

/**
 * Headers as CloudEvents attributes: names in lower case, without anything but
 * letters and digits; the ones that an event has by itself are left out.
 *
 * @param headers The headers.
 * @returns The attributes; `undefined` if none is left.
 */
export function attributesOf(
  headers: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  let attributes: Record<string, string> | undefined;
  for (const name in headers) {
    const attribute = name.toLowerCase().replace(/[^a-z0-9]/g, "");
    if (attribute === "" || RESERVED.has(attribute)) continue;
    attributes ??= Object.create(null) as Record<string, string>;
    attributes[attribute] = String(headers[name]);
  }
  return attributes;
}
