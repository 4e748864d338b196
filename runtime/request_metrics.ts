/** What is told about each request to the code that measures. */
export interface RequestMetrics {
  /** One request was answered: its route, its status, and how long it took. */
  observe(route: string, status: number, seconds: number): void;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
  /** The content type of `text`. */
  readonly contentType: string;
}
