import { toError } from "../ground/to_error.ts";
import { asyncScope, type CollectorScope } from "./async_scope.ts";
import type { CollectingDeployment } from "./collecting_deployment.ts";
import type { Collection } from "./collection.ts";
import { MAX_CUSTOM_COLLECTIONS } from "./config.ts";
import {
  BasicCorrelationContext,
  type CorrelationContext,
} from "./correlation.ts";
import { type CollectableTable, frameOfTable } from "./collectable_table.ts";

/** How to make a {@linkcode Collector}. */
export interface CollectorOptions {
  /** The collection's name in the deployment's `data_collector`, in any case. */
  readonly name: string;
  /** Hears every failure; without it, `collect()` throws what the caller did wrong. */
  readonly onError?: (error: Error) => void;
}

/**
 * Collects tables of a scoring module, such as its inputs and outputs, for the
 * deployment whose code is running. Where the deployment does not collect at
 * all, or has this collection switched off, nothing happens.
 *
 * @example Inputs and outputs under one correlation id
 * ```ts no-eval
 * import { Collector, DataFrame } from "@samla/samla";
 *
 * let inputs: Collector, outputs: Collector;
 *
 * export function init() {
 *   inputs = new Collector({ name: "model_inputs" });
 *   outputs = new Collector({ name: "model_outputs" });
 * }
 *
 * export function run(data: string) {
 *   const context = inputs.collect(DataFrame.fromRecords(JSON.parse(data)));
 *   const output = DataFrame.fromColumns({ prediction: [1] });
 *   outputs.collect(output, context);
 *   return output.toRecords();
 * }
 * ```
 */
export class Collector {
  /** The collection's name. */
  readonly name: string;
  readonly #onError: ((error: Error) => void) | undefined;
  readonly #bound: CollectingDeployment | undefined;
  #deployment: CollectingDeployment | undefined;
  #collection: Collection | undefined;

  /**
   * Makes a collector. It belongs to the deployment whose code is running; one
   * that is made outside of any belongs to whichever uses it.
   *
   * @param options The name, and who hears of failures.
   * @throws {Error} Without `onError`: if there is no name, or the running deployment collects, but knows no such collection.
   */
  constructor(options: CollectorOptions) {
    const { name, onError } = options;
    this.name = name;
    this.#onError = onError;
    const scope = asyncScope().current();
    this.#bound = scope?.deployment;
    if (typeof name !== "string" || name === "") {
      this.#fail(new TypeError("Cannot make a collector without a name"));
    } else if (scope !== undefined) this.#use(scope.deployment);
  }

  /**
   * Collects one table as one event. The table is written at once: a later
   * change of it is not recorded.
   *
   * @param data A frame, an Apache Arrow table, or a list of flat records.
   * @param given The context that collecting the input returned, or one of your own; if absent, a new one, the first of a request under the request's id.
   * @returns The context, in every case; its `recorded` says what became of the event.
   * @throws {TypeError} Without `onError`: if the data is not such a table.
   * @throws {Error} Without `onError`: if the collection is unknown, or a cell cannot be written.
   */
  collect(
    data: CollectableTable,
    given?: CorrelationContext,
  ): CorrelationContext {
    const scope = asyncScope().current();
    const context = given ?? scope?.request?.newContext() ??
      new BasicCorrelationContext();
    const collection = this.#collectionIn(scope);
    const deployment = this.#deployment;
    if (collection === undefined || deployment === undefined) {
      context.recorded = "refused";
      return context;
    }
    let frame;
    try {
      frame = frameOfTable(data);
    } catch (error) {
      collection.refuse(context);
      this.#fail(error);
      return context;
    }
    try {
      deployment.add(collection, frame, {
        correlation: context,
        requestId: scope?.request?.id,
      });
    } catch (error) {
      this.#fail(error);
    }
    return context;
  }

  #collectionIn(scope: CollectorScope | undefined): Collection | undefined {
    const deployment = scope?.deployment ?? this.#bound;
    if (deployment === undefined) {
      this.#fail(
        new Error(
          `Cannot collect "${this.name}": no deployment is running; serve the module, or call it inside of Deployment.run()`,
        ),
      );
      return undefined;
    }
    if (
      deployment !== this.#deployment || this.#collection === undefined
    ) this.#use(deployment);
    return this.#collection;
  }

  #use(deployment: CollectingDeployment): void {
    this.#deployment = deployment;
    this.#collection = deployment.collection(this.name);
    if (this.#collection !== undefined) {
      if (this.#onError !== undefined) {
        deployment.onDropped(this.#collection, this.#onError);
      }
      return;
    }
    const names = deployment.config.collections.map(({ name }) => name);
    const lower = this.name.toLowerCase();
    if (
      names.length === 0 || names.some((name) => name.toLowerCase() === lower)
    ) return;
    this.#fail(
      new Error(
        `Cannot collect "${this.name}": the deployment's data_collector has ${
          names.join(", ")
        }; add "${this.name}" to its collections (at most ${MAX_CUSTOM_COLLECTIONS} beside request and response)`,
      ),
    );
  }

  #fail(error: unknown): void {
    const failure = toError(error);
    if (this.#onError === undefined) throw failure;
    this.#onError(failure);
  }
}
