import { AsyncLocalStorage } from "node:async_hooks";
import type { AsyncScope, CollectorScope } from "../async_scope.ts";

/** Carries a scope through awaits, timers and callbacks. */
export class AsyncLocalScope implements AsyncScope {
  readonly #storage = new AsyncLocalStorage<CollectorScope>();

  /** Runs the body in the scope. */
  run<T>(scope: CollectorScope, body: () => T): T {
    return this.#storage.run(scope, body);
  }

  /** The scope that is running. */
  current(): CollectorScope | undefined {
    return this.#storage.getStore();
  }
}
