import { assert, assertEquals, assertFalse } from "@std/assert";
import { FollowedFile } from "../../../../collector/host/shipping/followed_file.ts";
import { LocalFiles } from "../../../../collector/host/shipping/local_files.ts";
import { periodFolders } from "../../../../collector/host/shipping/spool_files.ts";
import { MemoryAppendStore } from "../../../tools/memory_append_store.ts";

const FOLDER = "inputs/2026/09/30/09";
const instanceId = "0".repeat(38);
const path = `${FOLDER}/${instanceId}.jsonl`;

Deno.test("a file that has grown since the store was asked stays", async () => {
  const root = await Deno.makeTempDir();
  await Deno.mkdir(`${root}/${FOLDER}`, { recursive: true });
  await Deno.writeTextFile(`${root}/${path}`, "0123456789\n");
  const source = new FollowedFile(
    { path, collection: "inputs", period: "2026/09/30/09", instanceId },
    {
      root,
      store: new MemoryAppendStore(),
      folder: "mdc",
      countsEarlier: true,
      removedBytes: 0,
      onShipped: () => {},
    },
  );
  const files = new LocalFiles(root, { keepLocal: false });
  assertFalse(files.remove(source, 5));
  assertEquals(source.size(), 11);
  assert(files.remove(source, 11));
  assertEquals(files.removedBytes(path), 11);
  await Deno.remove(root, { recursive: true });
});

Deno.test("payloads stay while the lines that name them do", async () => {
  const root = await Deno.makeTempDir();
  const payload = `${root}/${FOLDER}/${crypto.randomUUID()}`;
  await Deno.mkdir(`${root}/${FOLDER}`, { recursive: true });
  await Deno.writeTextFile(`${root}/${path}`, "{}\n");
  await Deno.writeTextFile(payload, "bytes");
  const files = new LocalFiles(root, { keepLocal: false });
  const tidy = () => files.tidy(periodFolders(root, () => false), () => true);
  tidy();
  assertEquals(await Deno.readTextFile(payload), "bytes");
  await Deno.remove(`${root}/${path}`);
  tidy();
  assertEquals(await Array.fromAsync(Deno.readDir(`${root}/inputs`)), []);
  await Deno.remove(root, { recursive: true });
});
