import type { ByteSource } from "./connection_input.ts";
import type { ByteSink } from "./write_response.ts";

/** What the bytes of a connection come and go over: a socket, or what encrypts one. */
export interface Transport extends ByteSource, ByteSink, Disposable {
  /** What an address of it begins with; `http` if absent. */
  readonly scheme?: "https";
  /** Settles once it can be read from, where something is agreed on before. */
  readonly opened?: Promise<void>;
  /** Has small writes leave at once, where they would not. */
  setNoDelay?(): void;
  /** Says that nothing more is written. */
  closeWrite(): Promise<void>;
  /** Settles once it is closed, where a last word is said before. */
  readonly closed?: Promise<void>;
  /** Closes it; reads and writes that wait fail. */
  [Symbol.dispose](): void;
}
