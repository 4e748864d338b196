/**
 * A part of what is done for a request: its body is read into what the model
 * takes, the model predicts, what it was asked and answered is collected, the
 * answer is written.
 */
export type RequestStep = "read" | "predict" | "collect" | "write";

/** What is told of a request while it is answered. */
export interface RequestTrace {
  /**
   * Runs what belongs to the request: what it logs and fetches is told with it.
   *
   * @param body What runs.
   * @returns What it returns.
   */
  run<T>(body: () => T): T;
  /**
   * A part begins, and the one before is over; nothing if it has begun already.
   *
   * @param step The part.
   */
  step(step: RequestStep): void;
  /**
   * Something failed.
   *
   * @param error What.
   */
  failed(error: unknown): void;
  /**
   * It is answered, or its stream is over; nothing is told after that.
   *
   * @param status The status of the answer.
   * @param headers The headers of the answer, which have the request's ids.
   */
  end(status: number, headers: Headers): void;
}

/** Follows requests, as OpenTelemetry does. */
export interface RequestTracing {
  /**
   * Begins to follow a request.
   *
   * @param request The request.
   * @param route Its route, as `/score`.
   * @returns What is told of it.
   */
  begin(request: Request, route: string): RequestTrace;
}
