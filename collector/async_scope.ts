import type { CollectingDeployment } from "./collecting_deployment.ts";
import type { RequestScope } from "./request_scope.ts";

/** What the running code belongs to. */
export interface CollectorScope {
  /** The deployment whose code is running. */
  readonly deployment: CollectingDeployment;
  /** The request that is served; `undefined` outside of one. */
  readonly request: RequestScope | undefined;
}

/** Carries the scope of a body to all that it calls. */
export interface AsyncScope {
  /** Runs the body so that `current()` inside gives this scope. */
  run<T>(scope: CollectorScope, body: () => T): T;
  /** The innermost scope that is running; `undefined` outside of any. */
  current(): CollectorScope | undefined;
}

/** Carries a scope through synchronous code only: up to the first `await` of the body. */
export class SynchronousScope implements AsyncScope {
  #current: CollectorScope | undefined;

  /** Runs the body in the scope. */
  run<T>(scope: CollectorScope, body: () => T): T {
    const outer = this.#current;
    this.#current = scope;
    try {
      return body();
    } finally {
      this.#current = outer;
    }
  }

  /** The scope that is running. */
  current(): CollectorScope | undefined {
    return this.#current;
  }
}

// Which carrier a process uses is a fact about its platform, not about a
// deployment: the composition root sets it once, before anything is served.
let carrier: AsyncScope | undefined;

/**
 * Chooses what carries scopes in this process. Where nothing was chosen, a
 * scope reaches up to the first `await`.
 *
 * @param scope The carrier.
 */
export function useAsyncScope(scope: AsyncScope): void {
  carrier = scope;
}

/**
 * The carrier in use.
 *
 * @returns The one that was chosen last.
 */
export function asyncScope(): AsyncScope {
  return carrier ??= new SynchronousScope();
}
