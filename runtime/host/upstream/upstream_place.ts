import { ConfigurationError } from "../configuration_error.ts";

/** Where a server is. */
export interface UpstreamPlace {
  readonly hostname: string;
  readonly port: number;
}

const HTTP_PORT = 80;

/**
 * Reads where a server is, and whether it may be asked.
 *
 * @param text `http://<address>:<port>`.
 * @returns Its place.
 * @throws {ConfigurationError} If it is something else, or the permission to reach it is missing.
 */
export function parseUpstream(text: string): UpstreamPlace {
  const url = URL.parse(text);
  if (
    url === null || url.protocol !== "http:" || url.pathname !== "/" ||
    url.search !== "" || url.hash !== "" || url.username !== "" ||
    url.password !== ""
  ) {
    throw new ConfigurationError(
      `Cannot stand in front of ${
        JSON.stringify(text.replace(/\/\/[^/]*@/, "//"))
      }: expected http://<address>:<port> of the scoring server, without a path`,
    );
  }
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? HTTP_PORT : Number(url.port);
  const host = `${url.hostname}:${port}`;
  if (Deno.permissions.querySync({ name: "net", host }).state !== "granted") {
    throw new ConfigurationError(
      `Cannot stand in front of ${text}: the permission to reach it is missing; run with --allow-net=${host}`,
    );
  }
  return { hostname, port };
}
