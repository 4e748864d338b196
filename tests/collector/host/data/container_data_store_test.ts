import { assertEquals } from "@std/assert";
import { ContainerDataStore } from "../../../../collector/host/data/container_data_store.ts";
import { exportData } from "../../../../collector/host/data/export_data.ts";
import { listData } from "../../../../collector/host/data/list_data.ts";
import { tailData } from "../../../../collector/host/data/tail_data.ts";
import { Azurite } from "../../../tools/azurite.ts";

Deno.test("a blob that is being appended to is read up to its last whole line", async () => {
  await using azurite = await Azurite.start();
  const container = await azurite.newContainer();
  const line = (n: number) =>
    `{"correlationid":"c","id":"${n}","type":"t","time":"2026-09-30T09:00:0${n}Z","data":[{"n":${n}}]}`;
  const blob = container.getAppendBlobClient(
    "iris/blue/model_inputs/2026/09/30/09/a.jsonl",
  );
  await blob.create();
  const text = `${line(1)}\n${line(2)}\n${line(3).slice(0, 30)}`;
  await blob.appendBlock(text, text.length);
  const store = await ContainerDataStore.open(container, {
    folder: "",
    shown: container.url,
  });
  const [summary] = await listData(store);
  assertEquals([summary!.events, summary!.lastTime], [
    2,
    "2026-09-30T09:00:02Z",
  ]);
  const output = await Deno.makeTempFile();
  const problems: string[] = [];
  const { rows } = await exportData(store, {
    collection: "model_inputs",
    format: "jsonl",
    output,
    onProblem: (message) => problems.push(message),
  });
  await Deno.remove(output);
  assertEquals(rows, 2);
  assertEquals(problems, []);
  const tailed = await Array.fromAsync(tailData(store), ({ line }) => line);
  assertEquals(tailed, [line(1), line(2)]);
});
