import { ScoringError } from "../../errors.ts";

/** The first part of a request: its line and its headers, as RFC 9112 frames them. */
export interface RequestHead {
  /** The method, as it was written. */
  readonly method: string;
  /** The whole address: scheme, host and target. */
  readonly url: string;
  /** The headers, in their order. */
  readonly headers: readonly [string, string][];
  /** Whether it is HTTP/1.0. */
  readonly isOld: boolean;
  /** Whether the client means to send another request. */
  readonly keepsAlive: boolean;
  /** Whether the client waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
  /** How many bytes the body has; `"chunked"` if it says so itself. */
  readonly bodyLength: number | "chunked";
}

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) HTTP\/(\d)\.(\d)$/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// Controls, and line ends that are not CR LF: what a proxy may read otherwise than we do.
const FORBIDDEN = /[^\t\r\n -~\x80-\xff]|\r(?!\n)|(?<!\r)\n/;
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~%!$&'()*+,;=]*)(:\d{0,5})?$/;

/**
 * Reads the head of a request, strictly: where two readers could frame a
 * request differently, it is refused.
 *
 * @param text The head without the empty line at its end, a character a byte.
 * @param scheme What it came over.
 * @returns The head.
 * @throws {ScoringError} If it is not one, or frames its body in a way that is not known.
 */
export function parseRequestHead(
  text: string,
  scheme: "http" | "https" = "http",
): RequestHead {
  if (FORBIDDEN.test(text)) {
    throw malformed("it has a control character or a lone line end");
  }
  const lineEnd = text.indexOf("\r\n");
  const line = REQUEST_LINE.exec(lineEnd < 0 ? text : text.slice(0, lineEnd));
  if (line === null) {
    throw malformed("the first line is not a method, a target and a version");
  }
  const [, method, target, major, minor] = line;
  if (major !== "1") {
    throw new ScoringError(
      "version-not-supported",
      `Cannot read the request: expected HTTP/1.1, found HTTP/${major}.${minor}`,
    );
  }
  const headers = lineEnd < 0 ? [] : readHeaders(text, lineEnd + 2);
  const isOld = minor === "0";
  const fields = readFraming(headers, isOld);
  return {
    method: method!,
    url: `${scheme}://${placeOf(method!, target!, fields.host)}`,
    headers,
    isOld,
    ...fields.framing,
  };
}

function readHeaders(text: string, from: number): [string, string][] {
  const headers: [string, string][] = [];
  for (let start = from; start < text.length;) {
    const found = text.indexOf("\r\n", start);
    const end = found < 0 ? text.length : found;
    const colon = text.indexOf(":", start);
    const name = colon < 0 || colon > end ? "" : text.slice(start, colon);
    // A line that goes on after a line end starts with a space, which no name has.
    if (!NAME.test(name)) {
      throw malformed(`header ${headers.length + 1} has no valid name`);
    }
    headers.push([name.toLowerCase(), text.slice(colon + 1, end).trim()]);
    start = end + 2;
  }
  return headers;
}

interface Fields {
  readonly host: string;
  readonly framing: Pick<
    RequestHead,
    "keepsAlive" | "expectsContinue" | "bodyLength"
  >;
}

function readFraming(
  headers: readonly [string, string][],
  isOld: boolean,
): Fields {
  let host: string | undefined;
  let length: string | undefined;
  let coding: string | undefined;
  let connection = "";
  let expectsContinue = false;
  for (const [name, value] of headers) {
    if (name === "host") {
      if (host !== undefined) throw malformed("it has more than one Host");
      host = value;
    } else if (name === "content-length") {
      if (length !== undefined) {
        throw malformed("it has more than one Content-Length");
      }
      length = value;
    } else if (name === "transfer-encoding") {
      coding = coding === undefined ? value : `${coding}, ${value}`;
    } else if (name === "connection") {
      connection += `,${value.toLowerCase()}`;
    } else if (name === "expect") {
      expectsContinue = !isOld && value.toLowerCase() === "100-continue";
    }
  }
  if (host === undefined && !isOld) throw malformed("it has no Host");
  const options = connection.split(",").map((option) => option.trim());
  return {
    host: host ?? "",
    framing: {
      bodyLength: bodyLengthOf({ length, coding, isOld }),
      keepsAlive: isOld
        ? options.includes("keep-alive")
        : !options.includes("close"),
      expectsContinue,
    },
  };
}

function bodyLengthOf(
  { length, coding, isOld }: {
    length: string | undefined;
    coding: string | undefined;
    isOld: boolean;
  },
): number | "chunked" {
  if (coding !== undefined) {
    if (length !== undefined || isOld) {
      throw malformed(
        "Transfer-Encoding stands beside Content-Length or in HTTP/1.0",
      );
    }
    if (coding.toLowerCase() !== "chunked") {
      throw new ScoringError(
        "not-implemented",
        "Cannot read the body: expected Transfer-Encoding: chunked, found another",
      );
    }
    return "chunked";
  }
  if (length === undefined) return 0;
  const bytes = /^\d{1,16}$/.test(length) ? Number(length) : NaN;
  if (!Number.isSafeInteger(bytes)) {
    throw malformed("Content-Length is not a number of bytes");
  }
  return bytes;
}

function placeOf(method: string, target: string, host: string): string {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/i.exec(target);
  const place = absolute?.[1] ?? host;
  let path = absolute?.[2] ?? target;
  if (path === "*" && method === "OPTIONS") path = "/";
  if (absolute !== null && !path.startsWith("/")) path = `/${path}`;
  if (!path.startsWith("/")) {
    throw malformed("its target is neither a path nor an address");
  }
  if (!HOST.test(place)) {
    throw malformed("its Host is not a name or an address with a port");
  }
  // Bytes that are not ASCII stand for themselves, as browsers escape them.
  const escaped = path.replace(
    /[\x80-\xff]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // An empty Host is allowed.
  return `${place === "" ? "localhost" : place}${escaped}`;
}

function malformed(seen: string): ScoringError {
  return new ScoringError(
    "bad-input",
    `Cannot read the request: ${seen}; send it as HTTP/1.1 has it`,
  );
}
