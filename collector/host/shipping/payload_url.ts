import { parseDatastoreUri } from "../../datastore_uri.ts";
import type { ShippingSettings } from "./destination.ts";

/**
 * The URL of a folder of a datastore, where its container is known.
 *
 * @param uri The datastore URI.
 * @param settings Where datastores are; nothing is shipped if absent.
 * @returns The URL in the container; the URI itself where there is none.
 * @throws {RangeError} If the URI is none of a datastore.
 */
export function payloadUrl(
  uri: string,
  settings: ShippingSettings | undefined,
): string {
  if (settings === undefined) return uri;
  const { datastore, path } = parseDatastoreUri(uri);
  const place = settings.datastores[datastore];
  if (place === undefined || !/^https?$/.test(place.scheme)) return uri;
  return `${place.url.replace(/\/$/, "")}/${encodeURI(path)}`;
}
