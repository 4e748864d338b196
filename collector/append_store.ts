/** What stands in a store under a path. */
export interface KnownLength {
  /** The store answered. */
  readonly status: "known";
  /** The bytes; 0 if there is nothing. */
  readonly length: number;
  /** How many appends they came by; 0 where the store does not count. */
  readonly blocks: number;
}

/** Bytes were appended, all of them, where they should be. */
export interface Appended {
  /** It is done. */
  readonly status: "appended";
}

/** Nothing was appended: the position was not the end. Ask for the length. */
export interface Moved {
  /** The end is elsewhere. */
  readonly status: "moved";
}

/** A file is in the store as a whole. */
export interface Stored {
  /** It is done, now or by an earlier call. */
  readonly status: "stored";
}

/**
 * Nobody knows whether it was done, or it was not and may be later. Before the
 * next append the length says which.
 */
export interface Retry {
  /** To be tried again. */
  readonly status: "retry";
  /** Why, for people; without secrets. */
  readonly reason: string;
  /** How long the store asks to be left alone, in milliseconds. */
  readonly afterMs?: number;
}

/** The store refuses, and will until somebody changes something. */
export interface Rejected {
  /** Refused. */
  readonly status: "rejected";
  /** Why, and what to do, for people; without secrets. */
  readonly reason: string;
  /** What the store calls it, such as `ContainerNotFound`. */
  readonly code?: string;
}

/** What comes of asking for a length. */
export type LengthResult = KnownLength | Retry | Rejected;
/** What comes of an append. */
export type AppendResult = Appended | Moved | Retry | Rejected;
/** What comes of storing a whole file. */
export type PutResult = Stored | Retry | Rejected;

/**
 * Where collected data is delivered to. Files grow by appends that say where
 * the end is, so that the length is the only state. Paths are relative, with
 * `/`. Nothing throws: what went wrong is in the result.
 */
export interface AppendStore {
  /** The most bytes one append takes. */
  readonly maxBlockBytes: number;
  /** The most appends that one file takes. */
  readonly maxBlocks: number;
  /**
   * How long a file is.
   *
   * @param path The file.
   * @returns Its length, or why that cannot be said.
   */
  length(path: string): Promise<LengthResult>;
  /**
   * Appends to a file, which is made if it is not there, only if its end is
   * where the caller says.
   *
   * @param path The file.
   * @param bytes What to append, at most {@linkcode AppendStore.maxBlockBytes}; the caller leaves it alone meanwhile.
   * @param at The position of the end, in bytes.
   * @returns What came of it.
   */
  append(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    at: number,
  ): Promise<AppendResult>;
  /**
   * Stores a file as a whole, unless there is one of this name already.
   *
   * @param path The file.
   * @param bytes Its content.
   * @returns What came of it.
   */
  put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<PutResult>;
}
