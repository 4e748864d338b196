import { resolve } from "node:path";
import type { DestinationKind } from "./destination_kind.ts";
import { LocalAppendStore } from "./local_append_store.ts";

/** A folder of this machine, as `file:` and its path; one without a slash in front is meant from here. */
export const folderDestination: DestinationKind = {
  schemes: ["file"],
  parse: (url) => resolve(pathOf(url)),
  open: (location) => new LocalAppendStore(location as string),
};

function pathOf(url: string): string {
  return url.slice("file:".length).replace(/^\/\/(?=\/)/, "");
}
