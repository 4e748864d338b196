/** What a folder has. */
export interface DataEntry {
  /** Its name. */
  readonly name: string;
  /** Whether it is a folder. */
  readonly isFolder: boolean;
  /** A file's length. */
  readonly bytes: number;
}

/** Where collected data is read from: a folder of this machine, or a container. */
export interface DataStore {
  /** The folder that holds the endpoints; the paths of everything begin with it. */
  readonly root: string;
  /** Whether files may be in the middle of being written, so that a last line without an end is not whole yet. */
  readonly isGrowing: boolean;
  /**
   * What is in a folder, by name.
   *
   * @param folder The folder's path.
   * @returns Its files and folders; none if there is no such folder.
   */
  entries(folder: string): Promise<DataEntry[]>;
  /**
   * The bytes of a file, piece by piece.
   *
   * @param path The file's path.
   * @param span From which byte to before which one.
   * @returns The pieces, which are valid until the next.
   */
  read(
    path: string,
    span: { readonly from: number; readonly to: number },
  ): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /**
   * A whole file.
   *
   * @param path The file's path.
   * @returns Its text; `undefined` if there is no such file.
   */
  text(path: string): Promise<string | undefined>;
}

/**
 * The bytes of a part of a file.
 *
 * @param store Where the file is.
 * @param path The file's path.
 * @param span From which byte to before which one.
 * @returns The bytes; fewer if the file is shorter.
 */
export async function bytesOf(
  store: DataStore,
  path: string,
  span: { readonly from: number; readonly to: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(span.to - span.from);
  let length = 0;
  if (bytes.length === 0) return bytes;
  for await (const piece of store.read(path, span)) {
    bytes.set(piece, length);
    length += piece.length;
  }
  return bytes.subarray(0, length);
}
