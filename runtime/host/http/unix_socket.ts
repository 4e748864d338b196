import {
  ConfigurationError,
  configurationReason,
} from "../configuration_error.ts";

/** What an address of a socket holds, with the byte that ends it. */
const MAX_PATH_BYTES = 107;
const CHOOSE = "name another file with --unix-socket";

/** The file of a socket that is listened on; disposing removes it. */
export class UnixSocket implements AsyncDisposable {
  /** Where it is. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Sees to it that a socket can be made: one that a host left behind which is
   * gone is removed.
   *
   * @param path Where it is to be.
   * @returns The file, which is made by who listens.
   * @throws {ConfigurationError} If somebody listens there, or the file is something else.
   */
  static async prepare(path: string): Promise<UnixSocket> {
    const bytes = new TextEncoder().encode(path).length;
    if (bytes > MAX_PATH_BYTES) {
      throw new ConfigurationError(
        `Cannot listen on ${path}: its path has ${bytes} bytes, and a socket's has at most ${MAX_PATH_BYTES}; ${CHOOSE}`,
      );
    }
    let found: Deno.FileInfo;
    try {
      found = await Deno.lstat(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new UnixSocket(path);
      throw new ConfigurationError(
        `Cannot listen on ${path}: ${configurationReason(error)}`,
        { cause: error },
      );
    }
    if (found.isSocket !== true) {
      throw new ConfigurationError(
        `Cannot listen on ${path}: it is there already, and no socket; ${CHOOSE}`,
      );
    }
    if (await isHeard(path)) {
      throw new ConfigurationError(
        `Cannot listen on ${path}: another program listens there; ${CHOOSE}`,
      );
    }
    await Deno.remove(path);
    return new UnixSocket(path);
  }

  /** Removes the file, if it is there. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await Deno.remove(this.path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

async function isHeard(path: string): Promise<boolean> {
  try {
    using _connection = await Deno.connect({ transport: "unix", path });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw new ConfigurationError(
      `Cannot listen on ${path}: ${configurationReason(error)}; ${CHOOSE}`,
      { cause: error },
    );
  }
}
