import type { PredictOptions } from "../mlflow/mod.ts";

/**
 * The signal of one request, from the moment its model is asked until there is
 * an answer: aborted when the deadline passes or the client leaves, never by an
 * answer. It is made only if somebody asks for it, since most models do not.
 */
export class RequestSignal implements PredictOptions, Disposable {
  readonly #request: { readonly signal: AbortSignal };
  #controller: AbortController | undefined;
  #reason: { readonly error: Error } | undefined;
  #isAnswered = false;

  /**
   * Makes the signal.
   *
   * @param request The request; its own signal is aborted when the client leaves, and here and there also when it was answered.
   */
  constructor(request: { readonly signal: AbortSignal }) {
    this.#request = request;
  }

  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    this.#controller = new AbortController();
    if (this.#reason !== undefined) {
      this.#controller.abort(this.#reason.error);
    } else if (!this.#isAnswered) {
      const { signal } = this.#request;
      if (signal.aborted) this.#leave();
      else signal.addEventListener("abort", this.#leave);
    }
    return this.#controller.signal;
  }

  /**
   * Ends the work.
   *
   * @param error Why, as the signal's reason.
   */
  abort(error: Error): void {
    this.#reason = { error };
    this.#controller?.abort(error);
  }

  /** There is an answer: the signal will not be aborted any more. */
  [Symbol.dispose](): void {
    this.#isAnswered = true;
    if (this.#controller === undefined) return;
    this.#request.signal.removeEventListener("abort", this.#leave);
  }

  readonly #leave = (): void =>
    this.#controller?.abort(this.#request.signal.reason);
}
