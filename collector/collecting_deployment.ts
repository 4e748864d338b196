import type { DataFrame } from "../frame/data_frame.ts";
import type { Collection } from "./collection.ts";
import type { CollectorConfig } from "./config.ts";
import type { CorrelationContext } from "./correlation.ts";

/** What a `Collector` needs of the deployment whose code is running. */
export interface CollectingDeployment {
  /** The endpoint's name. */
  readonly endpoint: string;
  /** The deployment's name. */
  readonly deployment: string;
  /** What is collected, and how. */
  readonly config: CollectorConfig;
  /**
   * The collection of a name.
   *
   * @param name The name, in any case.
   * @returns The collection; `undefined` if it is not enabled.
   */
  collection(name: string): Collection | undefined;
  /**
   * Gives a frame to a collection of this deployment.
   *
   * @param collection The collection.
   * @param frame The frame.
   * @param about The context, and the id of the request that is served.
   * @throws {Error} If the frame cannot be written as JSON.
   */
  add(
    collection: Collection,
    frame: DataFrame,
    about: {
      readonly correlation: CorrelationContext;
      readonly requestId: string | undefined;
    },
  ): void;
  /**
   * Registers who hears, at most once a minute, that lines of a collection
   * could not be written.
   *
   * @param collection The collection.
   * @param handler The one to call.
   */
  onDropped(collection: Collection, handler: (error: Error) => void): void;
}
