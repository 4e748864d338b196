import { assertEquals } from "@std/assert";
import type { AppendStore } from "../../../../collector/append_store.ts";
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
    `{"data":"azureml://datastores/a/paths/mdc/iris/blue/${FOLDER}/${id}"}\n`;
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
  assertEquals(await file.ship(line.length, 1024), busy);
  assertEquals(memory.paths, []);
  isBusy = false;
  assertEquals(await file.ship(line.length, 1024), { status: "shipped" });
  assertEquals(memory.paths.length, 2);
});

Deno.test("a part whose blocks are used up is followed by another", async () => {
  const memory = new MemoryAppendStore({ maxBlocks: 1 });
  using followed = follow(LINE.repeat(2), memory);
  const { file } = followed;
  const shipped = { status: "shipped" } as const;
  assertEquals(await file.ship(LINE.length, LINE.length), shipped);
  assertEquals(await file.ship(2 * LINE.length, LINE.length), shipped);
  assertEquals(memory.paths.length, 2);
});

Deno.test("how far a file came is not known after an append elsewhere", async () => {
  const memory = new MemoryAppendStore();
  using followed = follow(LINE.repeat(2), memory);
  const { file } = followed;
  await file.ship(LINE.length, LINE.length);
  const bytes = new TextEncoder().encode(LINE);
  await memory.append(memory.paths[0]!, bytes, LINE.length);
  assertEquals(await file.ship(2 * LINE.length, LINE.length), {
    status: "moved",
  });
  assertEquals(file.shippedBytes, undefined);
});
