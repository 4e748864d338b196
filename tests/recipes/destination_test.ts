import { assertEquals } from "@std/assert";
import { ProjectCopy } from "./project_copy.ts";

const STORE = `
import type {
  AppendResult,
  AppendStore,
  LengthResult,
  PutResult,
} from "../append_store.ts";

/** Files that are gone with the process. */
export class NullAppendStore implements AppendStore {
  readonly maxBlockBytes: number = 1024 * 1024;
  readonly maxBlocks: number = 50_000;
  readonly #files = new Map<string, Uint8Array>();

  /** What a file holds; empty if it is not there. */
  read(path: string): Uint8Array {
    return this.#files.get(path) ?? new Uint8Array();
  }

  length(path: string): Promise<LengthResult> {
    const { length } = this.read(path);
    return Promise.resolve({ status: "known", length, blocks: 0 });
  }

  append(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    at: number,
  ): Promise<AppendResult> {
    const file = this.read(path);
    if (file.length !== at) return Promise.resolve({ status: "moved" });
    const longer = new Uint8Array(at + bytes.length);
    longer.set(file);
    longer.set(bytes, at);
    this.#files.set(path, longer);
    return Promise.resolve({ status: "appended" });
  }

  put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<PutResult> {
    if (!this.#files.has(path)) this.#files.set(path, bytes.slice());
    return Promise.resolve({ status: "stored" });
  }
}
`;

const KIND = `
import { NullAppendStore } from "../../stores/null_append_store.ts";
import type { DestinationKind } from "./destination_kind.ts";

/** Nowhere, as \`null:\` and any name. */
export const nullDestination: DestinationKind = {
  schemes: ["null"],
  parse(url) {
    const name = url.slice("null:".length);
    if (name !== "") return name;
    throw new RangeError(\`Cannot use the datastore URL "\${url}": expected a name behind null:\`);
  },
  open: () => new NullAppendStore(),
};
`;

const IMPORT = `import { nullDestination } from "./null_destination.ts";`;
const LINE = `  nullDestination,`;

const STORE_TEST = `
import { NullAppendStore } from "../../../collector/stores/null_append_store.ts";
import { appendStoreContract } from "../../contracts/append_store.ts";

appendStoreContract("null", () => {
  const store = new NullAppendStore();
  return Promise.resolve({
    store,
    read: (path: string) => Promise.resolve(store.read(path)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});
`;

const HOST_TEST = `
import { assertRejects, assertStringIncludes } from "@std/assert";
import { HostProcess } from "../../tools/host_process.ts";

async function start(url: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const datastore = \`workspaceblobstore=\${url}\`;
    await using host = await HostProcess.start(folder, [
      "examples/iris",
      "--collect",
      "--datastore",
      datastore,
    ], { environment: {} });
    return host.banner;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a host ships to the destination", async () => {
  assertStringIncludes(await start("null:x"), "null:x");
});

Deno.test("a host refuses a wrong URL with the words of the destination", async () => {
  await assertRejects(() => start("null:"), Error, "expected a name behind null:");
});
`;

Deno.test("a destination is its files, one line in the list, and the contract test", async () => {
  await using copy = await ProjectCopy.make();
  const shipping = "collector/host/shipping";
  await copy.addFile("collector/stores/null_append_store.ts", STORE);
  await copy.addFile(`${shipping}/null_destination.ts`, KIND);
  const list = `${shipping}/destination_kinds.ts`;
  await copy.addLine(list, `from "./folder_destination.ts"`, IMPORT);
  await copy.addLine(list, "  folderDestination,", LINE);
  await copy.addFile(
    "tests/collector/stores/null_append_store_test.ts",
    STORE_TEST,
  );
  await copy.addFile("tests/runtime/host/null_test.ts", HOST_TEST);
  const { code, output } = await copy.deno(
    "test",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-net=127.0.0.1",
    "--allow-run",
    "tests/collector/stores/null_append_store_test.ts",
    "tests/runtime/host/null_test.ts",
  );
  assertEquals(code, 0, output);
});
