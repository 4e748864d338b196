/**
 * What collecting costs: one row of 20 columns, and the JSON of many floats.
 * Run with `deno bench -A bench/collector_bench.ts`.
 *
 * @module
 */
import { Collector } from "../collector/collector.ts";
import { parseCollectorConfig } from "../collector/config.ts";
import { Deployment } from "../collector/deployment.ts";
import { DiskSpool } from "../collector/host/disk_spool.ts";
import { DataFrame } from "../frame/data_frame.ts";
import { recordsJson } from "../frame/records_json.ts";
import type { Column } from "../frame/column.ts";

const root = Deno.makeTempDirSync();
const deployment = deploymentOf("process");
const collector = deployment.run(() => new Collector({ name: "model_inputs" }));
const inMemory = deploymentOf("memory");
const memoryCollector = inMemory.run(() =>
  new Collector({ name: "model_inputs" })
);
addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));

const names = Array.from({ length: 20 }, (_, i) => `feature_${i}`);
const row = new DataFrame(names, names.map(mixedColumn));
const table = new DataFrame(
  Array.from({ length: 30 }, (_, i) => `feature_${i}`),
  Array.from({ length: 30 }, () => floatColumn(10_000)),
);
const jsonBytes = recordsJson(table).length;

function deploymentOf(durability: string): Deployment {
  return new Deployment({
    endpoint: "bench",
    deployment: durability,
    config: parseCollectorConfig({
      collections: { model_inputs: { enabled: true } },
      "large_payload_bytes": 64 * 1024 * 1024,
      durability,
    }, "bench"),
    spool: new DiskSpool(root),
  });
}

/** A column of one row: floats, whole numbers and text in turn. */
function mixedColumn(_name: string, i: number): Column {
  if (i % 4 === 1) return { dtype: "int32", values: Int32Array.of(i * 17) };
  if (i % 4 === 2) return { dtype: "string", values: [`value ${i}`] };
  return floatColumn(1);
}

function floatColumn(length: number): Column {
  const values = Float64Array.from({ length }, () => Math.random() * 100);
  return { dtype: "float64", values };
}

Deno.bench("collect() of one row of 20 columns", () => {
  memoryCollector.collect(row);
});

Deno.bench("collect() of one row of 20 columns, with its write", () => {
  collector.collect(row);
  deployment.commit();
});

Deno.bench(
  "collect() of one row of 20 columns, decoded anew each time",
  () => {
    collector.collect(new DataFrame([...names], row.columns));
    deployment.commit();
  },
);

Deno.bench(
  `recordsJson() of 10,000 rows of 30 floats (${jsonBytes} bytes)`,
  () => {
    recordsJson(table);
  },
);

Deno.bench(
  `collect() of 10,000 rows of 30 floats (${jsonBytes} bytes)`,
  () => {
    collector.collect(table);
    deployment.commit();
  },
);
