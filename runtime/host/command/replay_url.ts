import { ConfigurationError } from "../configuration_error.ts";

/**
 * The address that a replay asks.
 *
 * @param text What was given.
 * @returns The address; of one without a path, that of `/score`.
 * @throws {ConfigurationError} If it is no address of HTTP.
 */
export function replayUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConfigurationError(
      `Cannot send to ${
        JSON.stringify(text)
      }: expected an address as http://127.0.0.1:5001`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new ConfigurationError(
      "Cannot send to an address with a password in it: name the key with --key-file",
    );
  }
  if (url.pathname === "/") url.pathname = "/score";
  return url;
}
