import type { TrackingRequest } from "./transport.ts";

/** Where the files of one thing are listed and read: a run, a logged model, a folder of the artifact store. */
export type ArtifactPlace =
  | { readonly kind: "run"; readonly runId: string }
  | { readonly kind: "logged"; readonly modelId: string }
  | { readonly kind: "store" };

/** Where the REST API begins. */
export const API = "/api/2.0/mlflow";

/** The request that lists a folder. */
export function listRequest(
  place: ArtifactPlace,
  where: { readonly path: string; readonly token: string | undefined },
): TrackingRequest {
  const path = where.path === "" ? undefined : where.path;
  const what = `the files of ${describePlace(place, where.path)}`;
  const page = { "page_token": where.token };
  switch (place.kind) {
    case "run":
      return {
        what,
        path: `${API}/artifacts/list`,
        query: { "run_id": place.runId, path, ...page },
      };
    case "logged":
      return {
        what,
        path: `${API}/logged-models/${
          encodeURIComponent(place.modelId)
        }/artifacts/directories`,
        query: { "artifact_directory_path": path, ...page },
      };
    case "store":
      return {
        what,
        path: "/api/2.0/mlflow-artifacts/artifacts",
        query: { path },
      };
  }
}

/** The request that reads a file. */
export function downloadRequest(
  place: ArtifactPlace,
  path: string,
): TrackingRequest {
  const what = describePlace(place, path);
  switch (place.kind) {
    case "run":
      return {
        what,
        path: "/get-artifact",
        query: { "run_id": place.runId, path },
      };
    case "logged":
      return {
        what,
        path: `/ajax-api/2.0/mlflow/logged-models/${
          encodeURIComponent(place.modelId)
        }/artifacts/files`,
        query: { "artifact_file_path": path },
      };
    case "store":
      return {
        what,
        path: `/api/2.0/mlflow-artifacts/artifacts/${
          path.split("/").map(encodeURIComponent).join("/")
        }`,
      };
  }
}

/** A place, as a URI, for messages. */
export function describePlace(place: ArtifactPlace, path: string): string {
  const below = path === "" ? "" : `/${path}`;
  switch (place.kind) {
    case "run":
      return `runs:/${place.runId}${below}`;
    case "logged":
      return `models:/${place.modelId}${below}`;
    case "store":
      return `mlflow-artifacts:${below || "/"}`;
  }
}
