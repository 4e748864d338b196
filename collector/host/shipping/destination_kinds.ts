import type { AppendStore } from "../../append_store.ts";
import { containerDestination } from "./container_destination.ts";
import type { DestinationKind, OpeningContext } from "./destination_kind.ts";
import { folderDestination } from "./folder_destination.ts";

/** Everything that collected data can be delivered to. */
export const destinationKinds: readonly DestinationKind[] = [
  containerDestination,
  folderDestination,
];

/** A datastore whose URL was read: plain data, for whichever thread opens it. */
export interface DatastorePlace {
  /** The URL without its secrets, for messages. */
  readonly url: string;
  /** The scheme, by which the kind is found again. */
  readonly scheme: string;
  /** The place, as its kind knows it. */
  readonly location: unknown;
}

/**
 * Reads the URL of a datastore.
 *
 * @param url The URL: of a container, or `file:` and a folder.
 * @returns The place.
 * @throws {RangeError} If it is not such a URL; its secrets are not said.
 */
export function parseDatastoreUrl(url: string): DatastorePlace {
  const scheme = schemeOf(url);
  return {
    url: url.split("?", 1)[0]!,
    scheme,
    location: kindOf(scheme).parse(url),
  };
}

/**
 * Opens a datastore.
 *
 * @param place Where it is.
 * @param context The name, and what it is opened with.
 * @returns The store.
 * @throws {Error} If the store refuses.
 */
export function openDatastore(
  place: DatastorePlace,
  context: OpeningContext,
): AppendStore | Promise<AppendStore> {
  return kindOf(place.scheme).open(place.location, context);
}

function schemeOf(url: string): string {
  return /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? "";
}

/** A URL without a known scheme is a container's that was mistyped: its kind says what is expected. */
function kindOf(scheme: string): DestinationKind {
  return destinationKinds.find(({ schemes }) => schemes.includes(scheme)) ??
    containerDestination;
}
