import type { App } from "../app.ts";
import { OTHER_ROUTE, type RequestMetrics } from "../request_metrics.ts";
import { PlainResponse } from "../plain_response.ts";

/** What is answered while a model is loaded: that the host lives, and not more. */
const ALIVE: ReadonlyMap<string, readonly [type: string, body: string]> =
  new Map([
    ["/", ["text/html; charset=utf-8", "Healthy"]],
    ["/v2/health/live", ["application/json", '{"live":true}']],
  ]);
const LOADING = JSON.stringify({
  message: "The model is being loaded: send the request again later",
});

/**
 * Where requests come in. Until the model is loaded they are told that the host
 * lives (`GET /`, `GET /v2/health/live`), and that nothing is to be sent to it
 * yet: 503 with `Retry-After`.
 */
export class HostDoor {
  #app: App | undefined;
  #metrics: RequestMetrics | undefined;

  /**
   * Lets requests in.
   *
   * @param app What answers them.
   * @param metrics What counts those that do not come so far.
   */
  open(app: App, metrics: RequestMetrics): void {
    this.#app = app;
    this.#metrics = metrics;
  }

  /** Counts a request that was refused before it came here. */
  refused(status: number): void {
    this.#metrics?.count({ route: OTHER_ROUTE, status });
  }

  /** Answers a request. */
  answer(request: Request): Response | Promise<Response> {
    return this.#app === undefined
      ? whileLoading(request)
      : this.#app.fetch(request);
  }
}

function whileLoading({ method, url }: Request): Response {
  const alive = ALIVE.get(URL.parse(url)?.pathname ?? "");
  if (alive !== undefined && method === "GET") {
    const [type, body] = alive;
    return new PlainResponse(body, {
      status: 200,
      headers: { "content-type": type },
    });
  }
  return new PlainResponse(LOADING, {
    status: 503,
    headers: { "content-type": "application/json", "retry-after": "1" },
  });
}
