/** The one route under which all is counted that asks no model. */
export const OTHER_ROUTE = "other";

/** An answer, as far as it is counted. */
export interface CountedAnswer {
  /** The route that was asked: one of the host's own, never the path of a request. */
  readonly route: string;
  /** The HTTP status. */
  readonly status: number;
}

/** What is told about each request to the code that measures. */
export interface RequestMetrics {
  /** A request came to the app: it is in flight until it was answered. */
  arrived(): void;
  /** A request that had arrived was answered, after so many seconds. */
  answered(answer: CountedAnswer, seconds: number): void;
  /** A request was answered that never arrived at the app, as one that is not HTTP. */
  count(answer: CountedAnswer): void;
  /** A streamed answer of a route failed half-way. */
  broke(route: string): void;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
  /** The content type of `text`. */
  readonly contentType: string;
}
