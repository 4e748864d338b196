/** A container, or a folder in it. */
export interface ContainerLocation {
  /** The container's URL, without secrets. */
  readonly url: string;
  /** The name of the account. */
  readonly account: string;
  /** The folder in it; empty for the container itself. */
  readonly prefix: string;
  /** The shared access signature of the URL, if it has one: a secret. */
  readonly sas: string | undefined;
}

/** Servers that are not a domain of the service have the account as the first folder. */
const BARE_HOST = /^(?:[^.]+|\[.*\]|\d+\.\d+\.\d+\.\d+)$/;

/**
 * Reads the place of a container.
 *
 * @param text `https://<account>.blob.core.windows.net/<container>[/<prefix>]`, or `http://<address>:<port>/<account>/<container>[/<prefix>]`, each with a SAS behind `?` if that is the credential.
 * @returns The container.
 * @throws {RangeError} If it is not such a URL; what is behind `?` is not said.
 */
export function parseContainerLocation(text: string): ContainerLocation {
  const shown = text.split("?", 1)[0]!.replace(/\/\/[^/]*@/, "//");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const segments = url?.pathname.split("/").filter((each) => each !== "") ?? [];
  const isBare = BARE_HOST.test(url?.hostname ?? "");
  const account = isBare ? segments.shift() : url?.hostname.split(".")[0];
  const container = segments.shift();
  if (
    url === undefined || !/^https?:$/.test(url.protocol) ||
    url.username !== "" || url.password !== "" || account === undefined ||
    container === undefined || segments.includes("..")
  ) {
    throw new RangeError(
      `Cannot use the datastore URL ${
        JSON.stringify(shown)
      }: expected https://<account>.blob.core.windows.net/<container>, with a folder behind it if you like`,
    );
  }
  return {
    url: `${url.origin}/${isBare ? `${account}/` : ""}${container}`,
    account,
    prefix: segments.map(decodeURIComponent).join("/"),
    sas: url.search === "" ? undefined : url.search.slice(1),
  };
}

/**
 * Reads a flag that names a datastore.
 *
 * @param text `<name>=<url>`.
 * @returns The name and the URL.
 * @throws {RangeError} If it has not this form.
 */
export function parseDatastoreFlag(text: string): [name: string, url: string] {
  const match = /^([A-Za-z0-9_][\w-]*)=(.+)$/.exec(text);
  if (match === null) {
    throw new RangeError(
      `Cannot use the datastore ${
        JSON.stringify(text.split(/[=?]/, 1)[0])
      }: expected <name>=<url of a container>`,
    );
  }
  return [match[1]!, match[2]!];
}
