import { currentPaths } from "../../../collector/current_paths.ts";
import { relative } from "node:path";
import { sampleRequest } from "../../../mlflow/mod.ts";
import { VERSION } from "../../version.ts";
import { modelLines } from "./inspect.ts";
import type { Served, ServePlan } from "../plan.ts";
import { collects } from "../open_served.ts";
import type { RunningHost } from "../serve.ts";

/**
 * What a person reads when a host has started: what it serves, where its data
 * goes, and a command to paste.
 *
 * @param plan What was asked for.
 * @param host What runs.
 * @param place The address or the file it listens on, whether TLS is spoken there, and what stands before its paths.
 * @returns The text, with its last line ended.
 */
export function startMessage(
  plan: ServePlan,
  host: RunningHost,
  place: {
    readonly hostname: string;
    readonly isSecure: boolean;
    readonly unixSocket: string | undefined;
    readonly pathPrefix: string;
  },
): string {
  const scheme = place.isSecure ? "https" : "http";
  const { hostname, pathPrefix, unixSocket } = place;
  const authority = unixSocket === undefined
    ? `${hostname}:${host.port}`
    : "localhost";
  const address = `${scheme}://${authority}${pathPrefix}`;
  const by = unixSocket === undefined ? "" : `--unix-socket ${unixSocket} `;
  const { loaded } = host.opened;
  const lines = [
    `samla ${VERSION} serves ${servedText(plan.served)}`,
    "",
    ...(loaded === undefined ? ["module     init/run"] : modelLines(loaded)),
    `endpoint   ${plan.endpoint}, deployment ${plan.deployment}`,
    ...(unixSocket === undefined ? [] : [`socket     ${unixSocket}`]),
    `listening  ${address}/score (Azure ML)` +
    (loaded === undefined ? "" : ` and ${address}/invocations (MLflow)`),
    ...(host.grpcPort === undefined ? [] : [
      `gRPC       ${hostname}:${host.grpcPort} (Open Inference Protocol)`,
    ]),
    ...collectionLines(plan, host),
  ];
  if (loaded !== undefined) {
    const body = JSON.stringify(sampleRequest(loaded));
    lines.push(
      "",
      "Try it:",
      `  curl ${by}${address}/score -H 'Content-Type: application/json' -d '${
        body.replaceAll("'", `'\\''`)
      }'`,
    );
  }
  return `${lines.join("\n")}\n\n`;
}

function servedText(served: Served): string {
  return served.kind === "mlflow" && served.uri !== undefined
    ? served.uri
    : nearby(served.path);
}

function collectionLines(plan: ServePlan, host: RunningHost): string[] {
  if (!collects(plan)) {
    return ["collecting nothing (--collect records what goes in and out)"];
  }
  const { deployment } = host;
  const files = currentPaths(deployment, Date.now()).map((path) =>
    `           ${nearby(`${plan.dataDir}/modelDataCollector/${path}`)}`
  );
  return [
    `collecting into ${nearby(plan.dataDir)}; the files of this hour${
      host.isOneOfSeveral ? ", of the first worker" : ""
    }:`,
    ...files,
    ...shippingLines(plan),
  ];
}

function shippingLines({ shipping }: ServePlan): string[] {
  if (shipping === undefined) return [];
  const places = Object.entries(shipping.datastores)
    .map(([name, { url }]) => `${name} at ${url}`);
  if (shipping.workspace !== undefined) places.push("the workspace's others");
  return [`shipping to the datastores ${places.join(", ")}`];
}

/** A path as one would type it from here. */
function nearby(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}
