import type {
  AppendResult,
  AppendStore,
  LengthResult,
  PutResult,
  Retry,
} from "../../collector/append_store.ts";
import { SeededRandom } from "./seeded_random.ts";

const FAULTS_OF_TEN = 4;
const LOST: Retry = { status: "retry", reason: "a fault", afterMs: 1 };

/** A store that fails at random: before it does anything, after it did it, or half way. */
export class FaultyStore implements AppendStore {
  readonly maxBlockBytes: number;
  readonly maxBlocks: number;
  /** How many faults there were. */
  faults = 0;
  readonly #inner: AppendStore;
  readonly #random: SeededRandom;

  constructor(inner: AppendStore, seed: number) {
    this.#inner = inner;
    this.#random = new SeededRandom(seed);
    this.maxBlockBytes = inner.maxBlockBytes;
    this.maxBlocks = inner.maxBlocks;
  }

  length(path: string): Promise<LengthResult> {
    return this.#fails() ? Promise.resolve(LOST) : this.#inner.length(path);
  }

  async append(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    at: number,
  ): Promise<AppendResult> {
    if (!this.#fails()) return await this.#inner.append(path, bytes, at);
    const kind = this.#random.below(3);
    if (kind > 0) {
      const kept = kind === 1 ? bytes.length : this.#random.below(bytes.length);
      await this.#inner.append(path, bytes.subarray(0, kept), at);
    }
    return LOST;
  }

  async put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<PutResult> {
    if (this.#fails()) return LOST;
    return await this.#inner.put(path, bytes);
  }

  #fails(): boolean {
    const fails = this.#random.below(10) < FAULTS_OF_TEN;
    if (fails) this.faults++;
    return fails;
  }
}
