import { toError } from "../../../ground/to_error.ts";
import { FROM_MODULE } from "./from_module.ts";

/** How an answer is sent. */
export interface SentStreamOptions {
  /** Sends a frame of this answer. */
  readonly send: (
    kind: number,
    content?: { readonly head?: unknown; readonly body?: Uint8Array },
  ) => void;
  /** Called when nothing follows. */
  readonly ended: () => void;
}

/** An answer of a module that is a `Response`: its parts are sent as the host asks for them. */
export class SentStream {
  readonly #response: Response;
  readonly #options: SentStreamOptions;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  /**
   * Takes the answer.
   *
   * @param response The answer.
   * @param options How it is sent.
   */
  constructor(response: Response, options: SentStreamOptions) {
    this.#response = response;
    this.#options = options;
  }

  /** Sends how it begins, and all of it where it has no body. */
  begin(): void {
    const { status, headers, body } = this.#response;
    const head = { status, headers: [...headers] };
    if (body === null) {
      this.#options.ended();
      return this.#options.send(FROM_MODULE.answer, { head });
    }
    this.#reader = body.getReader();
    this.#options.send(FROM_MODULE.stream, { head });
  }

  /** Sends the next part, or that there is none. */
  async pull(): Promise<void> {
    const { send, ended } = this.#options;
    try {
      const part = await this.#reader?.read();
      if (part?.value !== undefined) {
        return send(FROM_MODULE.part, { body: part.value });
      }
      ended();
      send(FROM_MODULE.end);
    } catch (error) {
      ended();
      const { name, message, stack = "" } = toError(error);
      send(FROM_MODULE.broke, { head: { name, message, stack } });
    }
  }

  /** Nobody wants more. */
  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => {});
  }
}
