import { BasicCorrelationContext } from "./correlation.ts";

/** A request, as far as what it collects goes by its id. */
export interface ServedRequestId {
  /** The id that its client knows it by. */
  readonly id: string;
  /** Whether the host made the id up: by batching, it may be given up for another's (default no). */
  readonly isIdMadeUp?: boolean | undefined;
  /** The id that its host knows it by, if that is another one. */
  readonly requestId?: string | undefined;
}

/** A request whose code is running. */
export class RequestScope {
  /** Its id. */
  readonly id: string;
  /** The id that its host knows it by. */
  readonly requestId: string;
  readonly #request: ServedRequestId;
  #isUsed = false;

  /**
   * Makes the scope.
   *
   * @param request The request.
   */
  constructor(request: ServedRequestId) {
    this.id = request.id;
    this.requestId = request.requestId ?? request.id;
    this.#request = request;
  }

  /**
   * A context for what is collected without one: of the first scoring it has
   * the id of the request; others are scorings of their own.
   *
   * @returns The context.
   */
  newContext(): BasicCorrelationContext {
    if (this.#isUsed) return new BasicCorrelationContext();
    this.#isUsed = true;
    return new BasicCorrelationContext(this.#request);
  }
}
