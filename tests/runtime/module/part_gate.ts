/** Says to a module, in whatever process, when it may go on, and hears from it. */
export class PartGate implements AsyncDisposable {
  readonly #events = new Map<string, PromiseWithResolvers<void>>();
  readonly #server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, async ({ url }) => {
    const [, verb, name] = new URL(url).pathname.split("/");
    const event = this.#event(name!);
    if (verb === "tell") event.resolve();
    else await event.promise;
    return new Response("on");
  });

  /** Where it is, as `127.0.0.1:40000`. */
  get host(): string {
    const { hostname, port } = this.#server.addr;
    return `${hostname}:${port}`;
  }

  /** Lets whoever waits for it go on. */
  open(name: string): void {
    this.#event(name).resolve();
  }

  /** Waits until the module has told it. */
  async told(name: string): Promise<void> {
    await this.#event(name).promise;
  }

  #event(name: string): PromiseWithResolvers<void> {
    const known = this.#events.get(name);
    if (known !== undefined) return known;
    const event = Promise.withResolvers<void>();
    this.#events.set(name, event);
    return event;
  }

  /** Closes it; whoever waits goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { resolve } of this.#events.values()) resolve();
    await this.#server.shutdown();
  }
}
