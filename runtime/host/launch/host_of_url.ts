const PORTS: Readonly<Record<string, string>> = {
  "http:": "80",
  "https:": "443",
};

/**
 * The host and the port that a URL is asked at, as a permission names them.
 *
 * @param text The URL.
 * @returns `example.com:443`; `undefined` if it is no URL of HTTP.
 */
export function hostOfUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  const ownPort = PORTS[protocol];
  return ownPort === undefined
    ? undefined
    : `${hostname}:${port === "" ? ownPort : port}`;
}
