/**
 * What a body of the largest size costs a host, by the way it is written: the
 * most memory it took beyond its idle size, as a multiple of the body, how long
 * the answer took, and how long `GET /` waited meanwhile. Linux only.
 *
 * deno run --allow-read --allow-run --allow-net=127.0.0.1 --allow-write bench/bodies.ts [megabytes] [part of a name]
 *
 * @module
 */
import { HostProcess } from "../tests/tools/host_process.ts";

const MEGABYTE = 2 ** 20;
const megabytes = Number(Deno.args[0] ?? 100);
const wanted = Deno.args[1] ?? "";
const POLL_MS = 10;
const NAMES = ["a", "b", "c", "d"];
const ENCODER = new TextEncoder();

/** A way to write a body. */
interface Shape {
  readonly path: string;
  readonly type?: string;
  readonly served: string;
  readonly before: string;
  /** A row of four columns. */
  readonly row: string;
  readonly between: string;
  readonly after: string;
  /** How many rows, if the body says so. */
  readonly rows?: number;
}

const dataDir = await Deno.makeTempDir();
const model = `${dataDir}/linear`;
await Deno.mkdir(model);
await Deno.writeTextFile(
  `${model}/MLmodel`,
  `flavors:
  lightgbm: {data: model.txt}
  python_function: {loader_module: mlflow.lightgbm}
signature:
  inputs: '${JSON.stringify(NAMES.map((name) => ({ type: "double", name })))}'
`,
);
await Deno.writeTextFile(`${model}/model.txt`, TREE());
for (const [name, source] of Object.entries(MODULES())) {
  await Deno.writeTextFile(`${dataDir}/${name}.ts`, source);
}

write("body             MiB   peak/body   answer ms   GET / ms   status");
for (const [name, shape] of Object.entries(SHAPES())) {
  if (!name.includes(wanted)) continue;
  const body = bodyOf(shape);
  await measure(name, shape, body);
}
await Deno.remove(dataDir, { recursive: true });

async function measure(
  name: string,
  shape: Shape,
  body: Uint8Array<ArrayBuffer>,
) {
  await using host = await HostProcess.start(dataDir, [shape.served]);
  await (await fetch(host.address)).text();
  const idle = await memory(host.pid, "VmRSS");
  let worst = 0;
  let isDone = false;
  const polling = (async () => {
    while (!isDone) {
      const started = performance.now();
      await (await fetch(host.address)).text();
      worst = Math.max(worst, performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  })();
  const started = performance.now();
  const response = await fetch(host.address + shape.path, {
    method: "POST",
    body,
    headers: {
      "content-type": shape.type ?? "application/json",
      ...headersOf(shape),
    },
  });
  const answer = await response.bytes();
  const took = performance.now() - started;
  isDone = true;
  await polling;
  const peak = await memory(host.pid, "VmHWM");
  if (response.status !== 200) {
    write(new TextDecoder().decode(answer).slice(0, 300));
  }
  write(
    `${name.padEnd(16)} ${(body.length / MEGABYTE).toFixed(0).padStart(4)} ${
      ((peak - idle) / body.length).toFixed(1).padStart(10)
    } ${took.toFixed(0).padStart(11)} ${
      worst.toFixed(0).padStart(10)
    }   ${response.status} (${(answer.length / MEGABYTE).toFixed(0)} MiB back)`,
  );
  await host.stop();
}

function headersOf({ before, type }: Shape): Record<string, string> {
  return type === "application/octet-stream" && before !== ""
    ? { "inference-header-content-length": String(before.length) }
    : {};
}

function bodyOf(shape: Shape): Uint8Array<ArrayBuffer> {
  const size = megabytes * MEGABYTE;
  const [before, row, between, after] = [
    shape.before,
    shape.row,
    shape.between,
    shape.after,
  ].map((part) => ENCODER.encode(part)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const count = shape.rows ??
    Math.floor(
      (size - before.length - after.length + between.length) /
        (row.length + between.length),
    );
  const body = new Uint8Array(
    before.length + count * (row.length + between.length) - between.length +
      after.length,
  );
  body.set(before);
  let at = before.length;
  for (let i = 0; i < count; i++) {
    body.set(row, at);
    at += row.length;
    if (i === count - 1) break;
    body.set(between, at);
    at += between.length;
  }
  body.set(after, at);
  return body;
}

function SHAPES(): Readonly<Record<string, Shape>> {
  const numbers = NAMES.map((_, i) => `${i + 0.12345678901}`);
  const row = `[${numbers.join(", ")}]`;
  const record = `{${
    NAMES.map((name, i) => `"${name}": ${numbers[i]}`).join(", ")
  }}`;
  const columns = JSON.stringify(NAMES);
  const json = { served: model, between: ", ", path: "/invocations" };
  const rows = Math.floor((megabytes * MEGABYTE - 400) / 32);
  const v2rows = Math.floor(
    (megabytes * MEGABYTE - 400) / (numbers.join(", ").length + 2),
  );
  const binary = JSON.stringify({
    inputs: [{
      name: "x",
      shape: [rows, 4],
      datatype: "FP64",
      parameters: { binary_data_size: rows * 32 },
    }],
  });
  return {
    "split JSON": {
      ...json,
      before: `{"dataframe_split": {"columns": ${columns}, "data": [`,
      row,
      after: "]}}",
    },
    "records JSON": {
      ...json,
      before: '{"dataframe_records": [',
      row: record,
      after: "]}",
    },
    "inputs": { ...json, before: '{"inputs": [', row: record, after: "]}" },
    "instances": {
      ...json,
      before: '{"instances": [',
      row: record,
      after: "]}",
    },
    "input_data": {
      ...json,
      path: "/score",
      before: '{"input_data": [',
      row,
      after: "]}",
    },
    "CSV": {
      ...json,
      type: "text/csv",
      before: `${NAMES.join(",")}\n`,
      row: numbers.join(","),
      between: "\n",
      after: "\n",
    },
    "v2 JSON": {
      ...json,
      rows: v2rows,
      path: "/v2/models/linear/infer",
      before:
        `{"inputs": [{"name": "x", "shape": [${v2rows}, 4], "datatype": "FP64", "data": [`,
      row: numbers.join(", "),
      after: "]}]}",
    },
    "v2 binary": {
      ...json,
      path: "/v2/models/linear/infer",
      type: "application/octet-stream",
      rows,
      before: binary,
      row: "\0".repeat(31) + "@",
      between: "",
      after: "",
    },
    "raw module": {
      ...json,
      path: "/score",
      served: `${dataDir}/raw.ts`,
      before: '{"data": [',
      row,
      after: "]}",
    },
    "text module": {
      ...json,
      path: "/score",
      served: `${dataDir}/text.ts`,
      before: '{"data": [',
      row,
      after: "]}",
    },
    "JSON module": {
      ...json,
      path: "/score",
      served: `${dataDir}/json.ts`,
      before: '{"data": [',
      row,
      after: "]}",
    },
  };
}

function MODULES(): Readonly<Record<string, string>> {
  return {
    raw:
      "export const raw = true;\nexport async function run(request: Request) { return new Response(String((await request.bytes()).length)); }\n",
    text: "export function run(text: string) { return text.length; }\n",
    json:
      `import * as v from "npm:valibot@1.5.0";\nexport const input = v.object({ data: v.array(v.array(v.number())) });\nexport function run({ data }: { data: number[][] }) { return data.length; }\n`,
  };
}

/** A model of one tree of one split: what is measured is not the model. */
function TREE(): string {
  return `tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=3
objective=regression
feature_names=a b c d
feature_infos=[0:1] [0:1] [0:1] [0:1]
tree_sizes=400

Tree=0
num_leaves=2
num_cat=0
split_feature=0
split_gain=1
threshold=0.5
decision_type=2
left_child=-1
right_child=-2
leaf_value=0 1
leaf_weight=1 1
leaf_count=1 1
internal_value=0
internal_weight=2
internal_count=2
is_linear=0
shrinkage=1


end of trees

feature_importances:
a=1

parameters:
end of parameters

pandas_categorical:null
`;
}

async function memory(pid: number, key: string): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

function write(line: string): void {
  Deno.stdout.writeSync(ENCODER.encode(`${line}\n`));
}
