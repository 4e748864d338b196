import type { ModelUri } from "../model_uri.ts";
import type { TrackingServers } from "../tracking/tracking_servers.ts";
import { createHash } from "node:crypto";

/** Shorter than the names that disks take, with room for an ending. */
const MAX_SEGMENT_LENGTH = 160;

/**
 * The place of what a URI names, if it never comes to name another: a version
 * or a logged model. The cache needs no server to know it.
 *
 * @param uri The model.
 * @param servers Whose it is.
 * @returns The path in the cache; `undefined` of everything else.
 */
export function fixedEntry(
  uri: ModelUri,
  servers: TrackingServers,
): string | undefined {
  return uri.kind === "version" || uri.kind === "logged"
    ? folderOf(uri, servers)
    : undefined;
}

/**
 * The folder of what a URI names, below that of its server.
 *
 * @param uri The model.
 * @param servers Whose it is.
 * @returns The path in the cache; no two URIs share one.
 */
export function folderOf(uri: ModelUri, servers: TrackingServers): string {
  const names = identityOf(uri, servers);
  // A path is a part of the last name: nothing kept is inside of another.
  const last = [names.pop(), uri.path].filter((name) => name !== "");
  return [...names, last.join("/")].map(segmentOf).join("/");
}

/**
 * The file that says what a URI named last.
 *
 * @param uri The model.
 * @param servers Whose it is.
 * @returns The path in the cache.
 */
export function referenceFile(
  uri: ModelUri,
  servers: TrackingServers,
): string {
  return `last/${folderOf(uri, servers)}.txt`;
}

function identityOf(uri: ModelUri, servers: TrackingServers): string[] {
  switch (uri.kind) {
    case "version":
      return [servers.registry.url, "models", uri.name, uri.version];
    case "alias":
      return [servers.registry.url, "aliases", uri.name, uri.alias];
    case "stage":
      return [servers.registry.url, "stages", uri.name, uri.stage ?? "latest"];
    case "logged":
      return [servers.tracking.url, "logged", uri.modelId];
    case "run":
      return [servers.tracking.url, "runs", uri.runId];
    case "artifact":
      return [servers.atHost(uri.host).url, "artifacts"];
    case "http":
      return [servers.at(uri.server).url, "artifacts"];
  }
}

/** A name as one segment of a path, on every system. */
function segmentOf(name: string): string {
  const segment = encodeURIComponent(name.replace(/^https?:\/\//, ""))
    .replaceAll("*", "%2A")
    .replaceAll(/^\.+|\.+$/g, (dots) => "%2E".repeat(dots.length));
  if (segment.length <= MAX_SEGMENT_LENGTH) return segment;
  const hash = createHash("sha256").update(name).digest("hex");
  return `${segment.slice(0, MAX_SEGMENT_LENGTH - hash.length - 1)}-${hash}`;
}
