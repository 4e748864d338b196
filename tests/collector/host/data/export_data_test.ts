import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { ContainerClient } from "@azure/storage-blob";
import { parquetReadObjects } from "hyparquet";
import { parseCollectorConfig } from "../../../../collector/config.ts";
import { BasicCorrelationContext } from "../../../../collector/correlation.ts";
import { Deployment } from "../../../../collector/deployment.ts";
import { ContainerDataStore } from "../../../../collector/host/data/container_data_store.ts";
import type { DataStore } from "../../../../collector/host/data/data_store.ts";
import { LocalDataStore } from "../../../../collector/host/data/local_data_store.ts";
import { DiskSpool } from "../../../../collector/host/disk_spool.ts";
import {
  exportData,
  type ExportOptions,
} from "../../../../collector/host/data/export_data.ts";
import {
  lastLines,
  listData,
} from "../../../../collector/host/data/list_data.ts";
import { tailData } from "../../../../collector/host/data/tail_data.ts";
import { DataFrame } from "../../../../frame/data_frame.ts";

import { Azurite } from "../../../tools/azurite.ts";

const START = Date.UTC(2026, 8, 30, 9, 58);

/** Scorings a minute apart, across the hour, one of them with a large input and one without an output. */
async function collectSome(
  root: string,
): Promise<{ deployment: Deployment; advance: () => void }> {
  let nowMs = START;
  const deployment = new Deployment({
    endpoint: "iris",
    deployment: "blue",
    config: parseCollectorConfig({
      collections: {
        model_inputs: { enabled: true },
        model_outputs: { enabled: true },
      },
      "large_payload_bytes": 300,
    }, "data_collector"),
    spool: new DiskSpool(root),
    now: () => nowMs,
  });
  const advance = () => {
    nowMs += 60_000;
  };
  for (let n = 0; n < 5; n++) {
    const correlation = new BasicCorrelationContext({ id: `id-${n}` });
    const text = n === 2 ? 'large, "quoted"'.repeat(20) : `t${n}`;
    const input = new DataFrame(["x", "text", "big", "list"], [
      { dtype: "float64", values: Float64Array.of(n, NaN) },
      { dtype: "string", values: [text, null] },
      { dtype: "int64", values: BigInt64Array.of(2n ** 62n + 1n, BigInt(n)) },
      { dtype: "object", values: [[n], null] },
    ]);
    deployment.record("model_inputs", input, { correlation });
    const output = DataFrame.fromColumns({ "0": [n * 10, n * 10 + 1] });
    if (n !== 4) deployment.record("model_outputs", output, { correlation });
    await deployment.commit();
    advance();
  }
  return { deployment, advance };
}

async function exported(
  store: DataStore,
  options: Partial<ExportOptions> & Pick<ExportOptions, "format">,
) {
  const output = await Deno.makeTempFile();
  const problems: string[] = [];
  const summary = await exportData(store, {
    collection: "Model_Inputs",
    output,
    onProblem: (message) => problems.push(message),
    ...options,
  });
  const bytes = await Deno.readFile(output);
  await Deno.remove(output);
  return { summary, problems, bytes, text: new TextDecoder().decode(bytes) };
}

async function filesUnder(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    found.push(...isFile ? [path] : await filesUnder(path));
  }
  return found;
}

/** Brings what a folder has to a container, in the way of a host that ships. */
async function ship(root: string, container: ContainerClient): Promise<void> {
  for (const path of await filesUnder(root)) {
    const name = `some/modelDataCollector/${path.slice(root.length + 1)}`;
    const blob = container.getAppendBlobClient(name);
    await blob.createIfNotExists();
    const { contentLength = 0 } = await blob.getProperties();
    const rest = (await Deno.readFile(path)).subarray(contentLength);
    if (rest.length > 0) await blob.appendBlock(rest, rest.length);
  }
}

interface Place {
  readonly store: DataStore;
  sync(): Promise<void>;
}

Deno.test("Collected data on the disk is listed, tailed and exported as it was collected", (t) =>
  checkReading(t, (root) =>
    Promise.resolve({
      store: new LocalDataStore(root),
      sync: () => Promise.resolve(),
    })));

Deno.test("Collected data in a container is listed, tailed and exported as it was collected", async (t) => {
  await using azurite = await Azurite.start();
  const container = await azurite.newContainer();
  await checkReading(t, async (root) => {
    await ship(root, container);
    const store = await ContainerDataStore.open(container, {
      folder: "some",
      shown: container.url,
    });
    assertEquals(store.root, "some/modelDataCollector");
    return { store, sync: () => ship(root, container) };
  });
});

async function checkReading(
  t: Deno.TestContext,
  open: (root: string) => Promise<Place>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const { deployment, advance } = await collectSome(root);
  const { store, sync } = await open(root);

  await t.step("listData() sums up each collection", async () => {
    const [inputs, outputs] = await listData(store);
    const { bytes, ...rest } = inputs!;
    assert(bytes > 2000);
    assertEquals(rest, {
      endpoint: "iris",
      deployment: "blue",
      collection: "model_inputs",
      files: 2,
      events: 5,
      firstTime: "2026-09-30T09:58:00Z",
      lastTime: "2026-09-30T10:02:00Z",
    });
    assertEquals([outputs!.collection, outputs!.events], ["model_outputs", 4]);
  });

  await t.step(
    "exportData() writes CSV, large payloads with the rest",
    async () => {
      const { text, summary, problems } = await exported(store, {
        format: "csv",
      });
      const lines = text.split("\r\n");
      assertEquals(problems, []);
      assertEquals(summary.rows, 10);
      assertEquals(lines.length, 12);
      assertEquals(lines.slice(0, 3), [
        "correlationid,time,x,text,big,list",
        "id-0_0,2026-09-30T09:58:00Z,0,t0,4611686018427387905,[0]",
        "id-0_1,2026-09-30T09:58:00Z,,,0,",
      ]);
      assertStringIncludes(
        lines[5]!,
        'id-2_0,2026-09-30T10:00:00Z,2,"large, ""quoted""',
      );
    },
  );

  await t.step("exportData() keeps to a span of time", async () => {
    const { text } = await exported(store, {
      format: "jsonl",
      fromMs: START + 60_000,
      toMs: START + 120_000,
    });
    assertEquals(
      text,
      '{"correlationid":"id-1_0","time":"2026-09-30T09:59:00Z","x":1,"text":"t1","big":4611686018427387905,"list":[1]}\n' +
        '{"correlationid":"id-1_1","time":"2026-09-30T09:59:00Z","x":null,"text":null,"big":1,"list":null}\n',
    );
  });

  await t.step("exportData() joins inputs and outputs in Parquet", async () => {
    const { bytes, summary } = await exported(store, {
      format: "parquet",
      joinedWith: "model_outputs",
    });
    assertEquals(summary, { rows: 8, unmatched: 1 });
    const rows = await parquetReadObjects({ file: bytes.buffer });
    assertEquals(rows.length, 8);
    assertEquals(rows[7], {
      correlationid: "id-3_1",
      time: "2026-09-30T10:01:00Z",
      x: null,
      text: null,
      big: 3n,
      list: null,
      "0": 31n,
    });
    assertEquals(rows[2]!.x, 1);
    assertEquals(rows[2]!.big, 4611686018427387905n);
    assertEquals(rows[2]!.list, "[1]");
  });

  await t.step(
    "exportData() tells how far it is, and names what there is",
    async () => {
      const seen: [number, number][] = [];
      await exported(store, {
        format: "csv",
        onProgress: (done, total) => seen.push([done, total]),
      });
      const [done, total] = seen.at(-1)!;
      assertEquals(done, total);
      await assertRejects(
        () => exported(store, { format: "csv", collection: "inputs" }),
        Error,
        "collected were iris/blue/model_inputs, iris/blue/model_outputs",
      );
    },
  );

  await t.step(
    "tailData() gives the last lines, and then those that follow",
    async () => {
      const controller = new AbortController();
      const tailed: string[] = [];
      const lines = tailData(store, {
        collection: "model_outputs",
        lines: 3,
        isFollowing: true,
        pollMs: 1,
        now: () => START + 600_000,
        signal: controller.signal,
      });
      for await (const { line } of lines) {
        tailed.push(JSON.parse(line).correlationid);
        if (tailed.length === 3) {
          advance();
          deployment.record(
            "model_outputs",
            DataFrame.fromColumns({ a: [1] }),
            {
              correlation: new BasicCorrelationContext({ id: "next" }),
            },
          );
          await deployment.commit();
          await sync();
        }
        if (tailed.length === 4) controller.abort();
      }
      assertEquals(tailed, ["id-1", "id-2", "id-3", "next"]);
    },
  );

  await deployment.close();
  await Deno.remove(root, { recursive: true });
}

Deno.test("exportData() reads files of other writers, and reports what it cannot read", async () => {
  const root = await Deno.makeTempDir();
  const folder = `${root}/ep/dep/model_inputs/2023/10/15/17`;
  await Deno.mkdir(folder, { recursive: true });
  const head =
    '{"correlationid":"c","id":"1","type":"azureml.inference.model_inputs",';
  await Deno.writeTextFile(
    `${folder}/a.jsonl`,
    `${head}"time":"2023-10-15T17:03:34Z","contentrange":"bytes_0-88/89","data":[{"s":1,"t":"x\\/y<"},{"s":2.5}]},\n` +
      `${head}"time":"2023-10-15T17:03:35Z","dataref":"tests/2023/10/15/17/ref.json"}\n` +
      `${head}"time":"2023-10-15T17:03:36Z","dataref":"../../../../../../../etc/passwd"}\n` +
      `torn\n` +
      `${head}"time":"2023-10-15T17:03:37Z","data":[{"s":4}]}`,
  );
  await Deno.writeTextFile(`${folder}/ref.json`, '[{"s":3}]');
  const { text, problems, summary } = await exported(new LocalDataStore(root), {
    format: "csv",
  });
  assertEquals(text.split("\r\n").slice(1, -1), [
    "c_0,2023-10-15T17:03:34Z,1,x/y<",
    "c_1,2023-10-15T17:03:34Z,2.5,",
    "c_0,2023-10-15T17:03:35Z,3,",
    "c_0,2023-10-15T17:03:37Z,4,",
  ]);
  assertEquals(summary.rows, 4);
  assertEquals(problems.length, 2);
  assertStringIncludes(problems[0]!, "etc/passwd, which is not here");
  assertStringIncludes(problems[1]!, "a.jsonl:4: ");
  await Deno.remove(root, { recursive: true });
});

Deno.test("lastLines() finds the last whole lines of a long file", async () => {
  const path = await Deno.makeTempFile();
  const long = "x".repeat(100_000);
  await Deno.writeTextFile(path, `1\n${long}\n3\nhalf`);
  const { size: bytes } = await Deno.stat(path);
  const store = new LocalDataStore(path.slice(0, path.lastIndexOf("/")));
  assertEquals(await lastLines(store, { path, bytes }, 1), ["3"]);
  assertEquals(await lastLines(store, { path, bytes }, 2), [long, "3"]);
  assertEquals(await lastLines(store, { path, bytes }, 9), ["1", long, "3"]);
  await Deno.remove(path);
});
