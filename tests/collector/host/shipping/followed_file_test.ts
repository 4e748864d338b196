import { assert, assertEquals } from "@std/assert";
import type {
  AppendResult,
  AppendStore,
} from "../../../../collector/append_store.ts";
import { FollowedFile } from "../../../../collector/host/shipping/followed_file.ts";
import { MemoryAppendStore } from "../../../tools/memory_append_store.ts";

const FOLDER = "inputs/2026/09/30/09";
const LINE = '{"id":"0"}\n';
const instanceId = "0".repeat(38);

interface Followed extends Disposable {
  readonly root: string;
  readonly file: FollowedFile;
}

/** A file of some lines on its way to a store. */
function follow(lines: string, store: AppendStore): Followed {
  const root = Deno.makeTempDirSync();
  const path = `${FOLDER}/${instanceId}.jsonl`;
  Deno.mkdirSync(`${root}/${FOLDER}`, { recursive: true });
  Deno.writeTextFileSync(`${root}/${path}`, lines);
  const file = new FollowedFile(
    { path, collection: "inputs", period: "2026/09/30/09", instanceId },
    {
      root,
      store,
      folder: "mdc/inputs",
      countsEarlier: true,
      removedBytes: 0,
      onShipped: () => {},
    },
  );
  return {
    root,
    file,
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

Deno.test("lines are not in the store before the payload that they name", async () => {
  const id = crypto.randomUUID();
  const line =
    `{"data":"azureml://datastores/a/paths/mdc/iris/blue/${FOLDER}/${id}","datainblob":"true"}\n`;
  const memory = new MemoryAppendStore();
  const busy = { status: "retry", reason: "busy" } as const;
  let isBusy = true;
  using followed = follow(line, {
    maxBlockBytes: 1024,
    maxBlocks: 10,
    length: (path) => memory.length(path),
    append: (path, bytes, at) => memory.append(path, bytes, at),
    put: (path, bytes) =>
      isBusy ? Promise.resolve(busy) : memory.put(path, bytes),
  });
  const { file, root } = followed;
  await Deno.writeTextFile(`${root}/${FOLDER}/${id}`, "bytes");
  assertEquals(await file.ship(line.length), busy);
  assertEquals(memory.paths, []);
  isBusy = false;
  assertEquals(await file.ship(line.length), { status: "shipped" });
  assertEquals(memory.paths.length, 2);
});

Deno.test("a part whose blocks are used up is followed by another", async () => {
  const memory = new MemoryAppendStore({ maxBlocks: 1 });
  using followed = follow(LINE.repeat(2), memory);
  const { file } = followed;
  const shipped = { status: "shipped" } as const;
  assertEquals(await file.ship(LINE.length), shipped);
  assertEquals(await file.ship(2 * LINE.length), shipped);
  assertEquals(memory.paths.length, 2);
});

Deno.test("how far a file came is not known after an append elsewhere", async () => {
  const memory = new MemoryAppendStore();
  using followed = follow(LINE.repeat(2), memory);
  const { file } = followed;
  await file.ship(LINE.length);
  const bytes = new TextEncoder().encode(LINE);
  await memory.append(memory.paths[0]!, bytes, LINE.length);
  assertEquals(await file.ship(2 * LINE.length), {
    status: "moved",
  });
  assertEquals(file.shippedBytes, undefined);
});

/** A store that takes appends up to a length; after a longer one nobody knows. */
class ShortStore extends MemoryAppendStore {
  readonly sent: number[] = [];
  readonly #maxBytes: number;

  constructor(maxBytes: number, maxBlocks?: number) {
    super(maxBlocks === undefined ? {} : { maxBlocks });
    this.#maxBytes = maxBytes;
  }

  override append(
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    at: number,
  ): Promise<AppendResult> {
    this.sent.push(bytes.length);
    return bytes.length > this.#maxBytes
      ? Promise.resolve({ status: "retry", reason: "no answer" })
      : super.append(path, bytes, at);
  }
}

async function shipAll({ file }: Followed): Promise<void> {
  const end = file.size();
  for (let i = 0; i < 200 && (file.shippedBytes ?? 0) < end; i++) {
    await file.ship(end);
  }
}

Deno.test("what a link does not take at once is sent in halves, down to 64 KiB, and more again when it works", async () => {
  const store = new ShortStore(100_000);
  const text = LINE.repeat(600_000);
  using followed = follow(text, store);
  await shipAll(followed);
  assertEquals(store.bytes(store.paths[0]!)!.length, text.length);
  const refused = store.sent.filter((bytes) => bytes > 100_000);
  assertEquals(refused.slice(0, 6).map((bytes) => Math.round(bytes / 65_536)), [
    64,
    32,
    16,
    8,
    4,
    2,
  ]);
  assert(refused.length < store.sent.length / 3);
  assert(Math.max(...store.sent.slice(6)) > 80_000);
});

Deno.test("a line that is too long for a link goes in parts, where its blob has room for them", async () => {
  const long = `{"text":"${"x".repeat(400_000)}"}\n`;
  const store = new ShortStore(100_000);
  using followed = follow(LINE + long + LINE, store);
  await shipAll(followed);
  assertEquals(
    new TextDecoder().decode(store.bytes(store.paths[0]!)!),
    LINE + long + LINE,
  );
  const full = new ShortStore(100_000, 60);
  using stuck = follow(LINE + long, full);
  await shipAll(stuck);
  assertEquals(stuck.file.shippedBytes ?? LINE.length, LINE.length);
});
