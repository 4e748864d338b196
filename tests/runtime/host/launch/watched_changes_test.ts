import { assertEquals } from "@std/assert";
import { watchedChanges } from "../../../../runtime/host/launch/watched_changes.ts";

Deno.test("a file that changes is told of, and one that no host reads is not", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/lib`);
  await Deno.mkdir(`${folder}/samla-data`);
  await Deno.writeTextFile(`${folder}/lib/k.ts`, "1");
  const stopping = new AbortController();
  const changes = await watchedChanges(folder, stopping.signal);
  const first = changes.next();
  await Deno.writeTextFile(`${folder}/samla-data/line.jsonl`, "{}");
  await Deno.writeTextFile(`${folder}/lib/other.ts`, "22");
  assertEquals((await first).value, folder);
  const second = changes.next();
  await Deno.remove(`${folder}/lib/k.ts`);
  assertEquals((await second).value, folder);
  const third = changes.next();
  await Deno.writeTextFile(`${folder}/samla-data/line.jsonl`, "{}{}");
  await Deno.writeTextFile(`${folder}/dev.log`, "what it printed");
  stopping.abort();
  assertEquals((await third).done, stopping.signal.aborted);
  await Deno.remove(folder, { recursive: true });
});
