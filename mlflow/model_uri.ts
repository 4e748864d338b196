import { isArtifactPath } from "./artifact_path.ts";
import { ModelError } from "./errors.ts";

/**
 * Where a model comes from, beside a folder: the URIs of MLflow. `path` is a
 * folder below what the rest names, empty for all of it.
 */
export type ModelUri =
  /** `models:/<name>/<version>` */
  | {
    readonly kind: "version";
    readonly name: string;
    readonly version: string;
    readonly path: string;
  }
  /** `models:/<name>@<alias>` */
  | {
    readonly kind: "alias";
    readonly name: string;
    readonly alias: string;
    readonly path: string;
  }
  /** `models:/<name>/<stage>`; without a stage, `models:/<name>/latest` */
  | {
    readonly kind: "stage";
    readonly name: string;
    readonly stage: string | undefined;
    readonly path: string;
  }
  /** `models:/m-<id>` */
  | {
    readonly kind: "logged";
    readonly modelId: string;
    readonly path: string;
  }
  /** `runs:/<run>/<path>` */
  | { readonly kind: "run"; readonly runId: string; readonly path: string }
  /** `mlflow-artifacts:/<path>`, or `mlflow-artifacts://<host>/<path>` */
  | {
    readonly kind: "artifact";
    readonly host: string | undefined;
    readonly path: string;
  }
  /** `http(s)://<server>/api/2.0/mlflow-artifacts/artifacts/<path>` */
  | { readonly kind: "http"; readonly server: string; readonly path: string };

const SCHEME = /^(models|runs|mlflow-artifacts|https?):/i;
const PROXY = "/api/2.0/mlflow-artifacts/artifacts/";
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const FORMS =
  "models:/<name>/<version>, models:/<name>@<alias>, models:/m-<id>, runs:/<run>/<path>, mlflow-artifacts:/<path> or http(s)://<server>/api/2.0/mlflow-artifacts/artifacts/<path>";

/**
 * Whether a text is the URI of a model at a tracking server, and no path.
 *
 * @param text What was given.
 * @returns Whether {@linkcode parseModelUri} is to read it.
 */
export function isModelUri(text: string): boolean {
  return SCHEME.test(text);
}

/**
 * Reads the URI of a model, as MLflow takes it. Names stand as they are,
 * nothing in them is decoded, but in an `http` URL.
 *
 * @param text The URI.
 * @returns What it names.
 * @throws {ModelError} If it is not such a URI, or its path leads out of the model.
 */
export function parseModelUri(text: string): ModelUri {
  if (/^[\w-]+:\/\/[^/]*@/.test(text)) {
    throw new ModelError(
      "Cannot read a model URI with a user or a password in it: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
    );
  }
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  const rest = text.slice(text.indexOf(":") + 1);
  const uri = scheme === undefined ? undefined : read(scheme, rest, text);
  if (uri === undefined) {
    throw new ModelError(
      `Cannot read the model URI ${JSON.stringify(text)}: expected ${FORMS}`,
    );
  }
  if (uri.path !== "" && !isArtifactPath(uri.path)) {
    throw new ModelError(
      `Cannot read the model URI ${
        JSON.stringify(text)
      }: its path leads out of the model`,
    );
  }
  return uri;
}

function read(
  scheme: string,
  rest: string,
  text: string,
): ModelUri | undefined {
  if (scheme === "http" || scheme === "https") return readUrl(text);
  const [, host, path] = /^\/\/([^/]+)\/(.*)$/.exec(rest) ??
    /^()\/+(.*)$/.exec(rest) ?? [];
  if (path === undefined) return undefined;
  const segments = path.replace(/\/+$/, "").split("/");
  if (scheme === "mlflow-artifacts") {
    if (segments[0] === "" || host !== "" && !HOST.test(host!)) {
      return undefined;
    }
    return {
      kind: "artifact",
      host: host === "" ? undefined : host,
      path: segments.join("/"),
    };
  }
  if (host !== "") return undefined;
  return scheme === "runs" ? readRun(segments) : readModel(segments);
}

function readRun([runId, ...path]: readonly string[]): ModelUri | undefined {
  if (runId === undefined || !/^[\w-]+$/.test(runId)) return undefined;
  if (path.length === 0) return undefined;
  return { kind: "run", runId, path: path.join("/") };
}

function readModel([first, ...rest]: readonly string[]): ModelUri | undefined {
  if (first === undefined || first.trim() === "") return undefined;
  const at = first.lastIndexOf("@");
  if (at >= 0) {
    const name = first.slice(0, at);
    const alias = first.slice(at + 1);
    if (name.trim() === "" || alias.trim() === "") return undefined;
    return { kind: "alias", name, alias, path: rest.join("/") };
  }
  const [suffix, ...path] = rest;
  if (suffix === undefined) {
    return /^m-[\w-]+$/.test(first)
      ? { kind: "logged", modelId: first, path: "" }
      : undefined;
  }
  if (suffix.trim() === "") return undefined;
  const below = { name: first, path: path.join("/") };
  if (/^\d+$/.test(suffix)) {
    return { kind: "version", version: suffix, ...below };
  }
  const isLatest = suffix.toLowerCase() === "latest";
  return { kind: "stage", stage: isLatest ? undefined : suffix, ...below };
}

function readUrl(text: string): ModelUri | undefined {
  const url = URL.parse(text);
  const at = url?.pathname.indexOf(PROXY) ?? -1;
  if (url === null || at < 0 || url.search !== "" || url.hash !== "") {
    return undefined;
  }
  const encoded = url.pathname.slice(at + PROXY.length).replace(/\/+$/, "");
  const path = decoded(encoded);
  if (path === undefined || path === "") return undefined;
  return {
    kind: "http",
    server: `${url.origin}${url.pathname.slice(0, at)}`,
    path,
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
