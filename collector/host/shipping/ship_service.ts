import { reasonOf } from "../../../ground/reason_of.ts";
import type { RemovedFile } from "../../spool.ts";
import { DEFAULT_ROOT_URI } from "../../collection_uri.ts";
import type { Environment } from "./account_secret.ts";
import { hostCredential } from "./host_credential.ts";
import { Destinations } from "./destination.ts";
import type { FromShipper, ShippingPlan } from "./shipping_plan.ts";
import { ShipLock } from "./ship_lock.ts";
import { type Destination, Shipper } from "./shipper.ts";

const COUNTERS_INTERVAL_MS = 250;

/** Ships as a plan says, and tells what becomes of it. */
export class ShipService {
  readonly #tell: (message: FromShipper) => void;
  readonly #environment: Environment;
  #shipper: Shipper | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #told = "";

  /**
   * Makes the service.
   *
   * @param tell Who hears of it.
   * @param environment The variables that say who the host is.
   */
  constructor(
    tell: (message: FromShipper) => void,
    environment: Environment,
  ) {
    this.#tell = tell;
    this.#environment = environment;
  }

  /**
   * Opens the destinations, and ships until it is stopped.
   *
   * @param plan What to ship, and where.
   */
  async start(plan: ShippingPlan): Promise<void> {
    try {
      await this.#start(plan);
    } catch (error) {
      this.#tell({ kind: "failed", message: reasonOf(error) });
    }
  }

  /**
   * Hears that somebody removed a file of this host while it was written to.
   *
   * @param file The file; its path begins with the endpoint and the deployment.
   */
  removed(file: RemovedFile): void {
    const path = file.path.split("/").slice(2).join("/");
    this.#shipper?.removed({ ...file, path });
  }

  /**
   * Ships what is there, and stops.
   *
   * @param deadlineMs How long that may take.
   */
  async stop(deadlineMs: number): Promise<void> {
    await this.#shipper?.stop(deadlineMs);
    clearInterval(this.#timer);
    this.#tellCounters();
    this.#tell({ kind: "stopped" });
  }

  async #start(plan: ShippingPlan): Promise<void> {
    const { dataDir, endpoint, deployment, collections } = plan;
    const environment = this.#environment;
    const onProblem = (message: string) =>
      this.#tell({ kind: "problem", message });
    const destinations = new Destinations(plan.settings, {
      environment,
      identity: hostCredential(environment),
      onProblem,
    });
    const open = new Map<string, Destination>();
    for (const { name, uri } of collections) {
      open.set(name, await destinations.open(uri));
    }
    const folder = `${endpoint}/${deployment}`;
    const others = await leftovers(destinations);
    const shipper = new Shipper({
      root: `${dataDir}/modelDataCollector/${folder}`,
      lock: new ShipLock(`${dataDir}/shipping/${folder}.lock`),
      destinationOf: (collection) =>
        open.get(collection) ?? (others === undefined ? undefined : {
          store: others.store,
          folder: `${others.folder}/${folder}/${collection}`,
        }),
      instanceId: plan.instanceId,
      keepLocal: plan.keepLocal,
      onProblem,
    });
    this.#shipper = shipper;
    this.#timer = setInterval(
      () => this.#tellCounters(),
      COUNTERS_INTERVAL_MS,
    );
    this.#tell({ kind: "ready" });
    const running = shipper.run();
    await this.#register(destinations, plan);
    await running;
  }

  async #register(
    destinations: Destinations,
    plan: ShippingPlan,
  ): Promise<void> {
    const { workspace } = destinations;
    if (workspace === undefined) return;
    for (const { assetName, assetVersion, uri } of plan.collections) {
      try {
        const registered = await workspace.register({
          name: assetName,
          version: assetVersion,
          path: uri,
        });
        if (registered.status !== "elsewhere") continue;
        this.#tell({
          kind: "problem",
          message:
            `The data asset ${assetName}:${assetVersion} is of another folder, ${registered.path}; the data goes to ${uri}: take another data.name or data.version`,
        });
      } catch (error) {
        this.#tell({ kind: "problem", message: reasonOf(error) });
      }
    }
  }

  #tellCounters(): void {
    const counters = this.#shipper?.counters ?? {};
    const text = JSON.stringify(counters);
    if (text === this.#told) return;
    this.#told = text;
    this.#tell({ kind: "counters", counters });
  }
}

/** Collections that an earlier configuration had go to the default place, if it is known. */
async function leftovers(
  destinations: Destinations,
): Promise<Destination | undefined> {
  try {
    return await destinations.open(DEFAULT_ROOT_URI);
  } catch {
    return undefined;
  }
}
