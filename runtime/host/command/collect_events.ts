import { join, resolve } from "node:path";
import { openDeployment } from "../../../collector/host/open_deployment.ts";
import { isPayloadCollection } from "../../../collector/config.ts";
import type { Deployment } from "../../../collector/mod.ts";
import { createSidecar, sidecarConfig } from "../../sidecar.ts";
import { collectorVariables, planCollection } from "../plan_collection.ts";
import type { CollectArguments } from "./collect_command.ts";
import { settingsOf } from "./options/collector_options.ts";
import {
  ConfigurationError,
  configurationReason,
} from "../configuration_error.ts";
import { readDeploymentFile } from "../deployment_file.ts";
import { consoleLogger } from "../console_logger.ts";
import { deploymentRemarks } from "./deployment_remarks.ts";
import { listeningOf } from "./options/listening_options.ts";
import { placesOf } from "../places_of.ts";
import { ZLIB_CODINGS } from "../codings/zlib_codings.ts";
import { listen } from "../serve.ts";
import { RemovedFiles } from "../removed_files.ts";
import {
  recordingProxy,
  type RecordingProxyOptions,
} from "../upstream/recording_proxy.ts";
import { parseUpstream } from "../upstream/upstream_place.ts";
import type { HttpServer, HttpServerOptions } from "../http/http_server.ts";
import { attachDeployment } from "../attach_deployment.ts";
import { readShippingSettings } from "../shipping_settings.ts";
import { stopSignal } from "./stop_signal.ts";
import { stopWithin } from "./stop_within.ts";
import { printText } from "./print_text.ts";

const DEFAULT_TIMEOUT_MS = 3_600_000;

/**
 * Collects until it is told to stop.
 *
 * @param path The deployment.
 * @param flags What the command was told.
 * @returns When all is finished.
 * @throws {ConfigurationError} If it cannot start.
 */
export async function collectEvents(
  path: string,
  flags: CollectArguments,
): Promise<void> {
  const log = consoleLogger(flags.logLevel);
  const file = await readDeploymentFile(resolve(path), {
    findsModel: false,
    ...(flags.endpoint === undefined ? {} : { endpoint: flags.endpoint }),
    ...(flags.deployment === undefined ? {} : { deployment: flags.deployment }),
  });
  const config = await planCollection({
    dataCollector: file.dataCollector,
    file: path,
    collect: false,
    settings: settingsOf(flags),
    variables: collectorVariables(),
  });
  const remarks = deploymentRemarks({
    ...file,
    // The rest is for who serves.
    ignoredKeys: file.ignoredKeys.filter((key) =>
      key.startsWith("data_collector.")
    ),
    collection: config,
  });
  for (const remark of remarks) log.info(remark);
  const payloads = config.collections.filter(({ enabled, name }) =>
    enabled && isPayloadCollection(name)
  );
  if (payloads.length > 0 && flags.upstream === undefined) {
    log.warn(
      `Nothing comes into ${
        payloads.map(({ name }) => name).join(" and ")
      }: samla collect records them where it stands in front of the scoring server, with --upstream http://127.0.0.1:5001`,
    );
  }
  if (!config.collections.some(({ enabled }) => enabled)) {
    throw new ConfigurationError(
      `Cannot collect for ${path}: its data_collector enables no collection`,
    );
  }
  const place = flags.upstream === undefined
    ? undefined
    : parseUpstream(flags.upstream);
  const dataDir = resolve(flags.dataDir);
  const shipping = await readShippingSettings(flags, resolve("samla.yml"));
  const stopped = stopSignal();
  await using resources = new AsyncDisposableStack();
  const removals = new RemovedFiles(log);
  const deployment = open({
    endpoint: file.endpoint,
    deployment: file.deployment,
    dataDir,
    config,
    ...placesOf({ ...file, shipping }),
    onRemoved: (file, collection) => removals.tell(file, collection),
    log: ({ collection, error, dropped }) =>
      log.error(
        `Cannot collect ${collection}: ${error.message}; ${dropped} events dropped so far`,
      ),
  });
  await attachDeployment(deployment, {
    dataDir,
    shipping,
    resources,
    removals,
    log,
  });
  const front = place === undefined ? undefined : startFront(deployment, {
    ...listeningOf(flags),
    hostname: flags.frontHost,
    port: flags.frontPort,
    upstream: {
      ...place,
      timeoutMs: flags.timeoutMs ?? file.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    },
    maxBodyBytes: flags.maxBodyBytes,
    log,
  });
  const configPath = join(dataDir, "mdc-config.json");
  await Deno.writeTextFile(configPath, sidecarConfig(config));
  const handler = createSidecar(deployment, {
    maxBodyBytes: flags.maxBodyBytes,
    codings: ZLIB_CODINGS,
  });
  const server = listen(handler, { ...listeningOf(flags), log });
  const { port } = server;
  printText([
    `samla collects for ${file.endpoint}, deployment ${file.deployment}`,
    `listening  http://${flags.host}:${port}/modeldata/log`,
    ...(front === undefined ? [] : [
      `in front of ${flags.upstream}: http://${flags.frontHost}:${front.port}`,
    ]),
    `collecting into ${dataDir}`,
    "",
    "Start the Python scoring server with:",
    `  export AZUREML_MDC_CONFIG_PATH=${configPath}`,
    `  export AZUREML_MDC_HOST=${flags.host} AZUREML_MDC_PORT=${port}`,
    "\n",
  ].join("\n"));
  const signal = await stopped;
  log.info(`${signal}: finishing what runs, then stopping`);
  await stopWithin(async () => {
    // What is being scored may still collect.
    await front?.shutdown();
    await server.shutdown();
    await resources.disposeAsync();
  }, {
    timeoutMs: flags.shutdownTimeoutMs,
    log,
    exit: Deno.exit,
  });
}

function startFront(
  deployment: Deployment,
  options: HttpServerOptions & RecordingProxyOptions,
): HttpServer {
  return listen(recordingProxy(deployment, options), options);
}

function open(options: Parameters<typeof openDeployment>[0]): Deployment {
  try {
    return openDeployment(options);
  } catch (error) {
    throw new ConfigurationError(configurationReason(error), { cause: error });
  }
}
