import type { Bytes } from "../../../frame/bytes.ts";
import type { ScoreRequest } from "../../model.ts";
import type { ProtocolName } from "../../protocols.ts";
import type { SentScore } from "./module_start.ts";

/** A request as a host sent it; its headers are made when somebody asks for them. */
export class ReceivedRequest implements ScoreRequest {
  readonly #sent: SentScore;
  #headers: Headers | undefined;
  /** The body. */
  readonly body: Bytes;

  /**
   * Takes the request.
   *
   * @param sent What was sent.
   * @param body Its body.
   */
  constructor(sent: SentScore, body: Bytes) {
    this.#sent = sent;
    this.body = body;
  }

  get id(): string {
    return this.#sent.requestId;
  }

  get clientId(): string {
    return this.#sent.clientId;
  }

  get isIdMadeUp(): boolean {
    return this.#sent.isIdMadeUp;
  }

  get protocol(): ProtocolName {
    return this.#sent.protocol;
  }

  get method(): string {
    return this.#sent.method;
  }

  get url(): string {
    return this.#sent.url;
  }

  get contentType(): string {
    return this.#sent.contentType;
  }

  get headers(): Headers {
    return this.#headers ??= new Headers(
      this.#sent.headers.map(([name, value]) => [name, value]),
    );
  }
}
