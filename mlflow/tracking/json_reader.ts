import { isRecord } from "../../ground/is_record.ts";
import { TrackingError } from "./tracking_error.ts";

type JsonObject = Readonly<Record<string, unknown>>;

interface Origin {
  /** What was asked for. */
  readonly what: string;
  /** Who answered. */
  readonly url: string;
}

/** One object of a server's JSON answer, read key by key. */
export class JsonReader {
  readonly #value: JsonObject;
  readonly #origin: Origin;

  private constructor(value: JsonObject, origin: Origin) {
    this.#value = value;
    this.#origin = origin;
  }

  /**
   * Reads an answer.
   *
   * @param text The answer.
   * @param origin What was asked for, and whom.
   * @returns Its object.
   * @throws {TrackingError} If it is not a JSON object.
   */
  static parse(text: string, origin: Origin): JsonReader {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      value = undefined;
    }
    if (isRecord(value)) return new JsonReader(value, origin);
    throw new TrackingError(
      `Cannot read ${origin.what} from ${origin.url}: the answer is not a JSON object; is this the address of a tracking server?`,
      { status: 200 },
    );
  }

  /** The object of a key. */
  object(key: string): JsonReader {
    const value = this.#value[key];
    if (isRecord(value)) return new JsonReader(value, this.#origin);
    throw this.#wrong(key, "an object");
  }

  /** The objects of a key's list; none if there is no such key. */
  objects(key: string): JsonReader[] {
    const value = this.#value[key] ?? [];
    if (!Array.isArray(value) || !value.every(isRecord)) {
      throw this.#wrong(key, "a list of objects");
    }
    return value.map((each) => new JsonReader(each, this.#origin));
  }

  /** The text of a key. */
  text(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined) throw this.#wrong(key, "a text");
    return value;
  }

  /** The text of a key; `undefined` if it is absent or empty. */
  optionalText(key: string): string | undefined {
    const value = this.#value[key] ?? "";
    if (typeof value !== "string") throw this.#wrong(key, "a text");
    return value === "" ? undefined : value;
  }

  /** The digits of a key, written as a text or as a number. */
  wholeNumber(key: string): string {
    const text = String(this.#value[key]);
    if (!/^\d{1,18}$/.test(text)) throw this.#wrong(key, "a whole number");
    return text;
  }

  /** The number of a key; `undefined` if it is absent. */
  optionalCount(key: string): number | undefined {
    const value = this.#value[key] ?? undefined;
    return value === undefined ? undefined : Number(this.wholeNumber(key));
  }

  /** Whether a key is there and true. */
  flag(key: string): boolean {
    return this.#value[key] === true;
  }

  /** Refuses what is still being made, or could not be made. */
  refuseUnready(key: string): void {
    const status = this.optionalText(key);
    if (status === undefined || status.endsWith("READY")) return;
    const shown = /^[A-Z_]{1,64}$/.test(status) ? status : "unknown";
    throw new TrackingError(
      `Cannot serve ${this.#origin.what} of ${this.#origin.url}: its status is ${shown}, expected READY`,
      { status: 200 },
    );
  }

  #wrong(key: string, expected: string): TrackingError {
    const { what, url } = this.#origin;
    return new TrackingError(
      `Cannot read ${what} from ${url}: "${key}" of the answer is not ${expected}`,
      { status: 200 },
    );
  }
}
