/** Stands between a client and a server, and counts what was accepted. */
export class CountingProxy implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #wanted: number;
  readonly #reached = Promise.withResolvers<void>();
  #accepted = 0;
  #refused = 0;

  /**
   * Listens on a free port of the loopback.
   *
   * @param target The server, as `http://127.0.0.1:40000`.
   * @param wanted The count that is waited for.
   */
  constructor(target: string, wanted: number) {
    this.#wanted = wanted;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#pass(request, target),
    );
  }

  /** Its port. */
  get port(): number {
    return this.#server.addr.port;
  }

  /** The answers that were 2xx. */
  get accepted(): number {
    return this.#accepted;
  }

  /** The answers that were not. */
  get refused(): number {
    return this.#refused;
  }

  /** Waits until as many requests were accepted as are wanted. */
  reached(): Promise<void> {
    return this.#reached.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #pass(request: Request, target: string): Promise<Response> {
    try {
      const response = await fetch(
        `${target}${new URL(request.url).pathname}`,
        {
          method: request.method,
          headers: request.headers,
          body: await request.bytes(),
        },
      );
      const body = await response.text();
      this.#count(response);
      return new Response(body, { status: response.status });
    } catch {
      // One of the two was killed.
      return new Response(null, { status: 502 });
    }
  }

  #count(response: Response): void {
    if (!response.ok) this.#refused++;
    else if (++this.#accepted === this.#wanted) this.#reached.resolve();
  }
}
