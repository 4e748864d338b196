import { assert, assertEquals } from "@std/assert";
import { parseWithExactIntegers } from "../../collector/reading/exact_integers.ts";
import { createSidecar } from "../../runtime/sidecar.ts";
import type { Column } from "../../frame/column.ts";
import { DataFrame } from "../../frame/data_frame.ts";
import { recordsJson } from "../../frame/records_json.ts";
import { linesOf, memoryDeployment } from "./memory_deployment.ts";

interface GoldenColumn {
  readonly name: string;
  readonly dtype: Column["dtype"];
  readonly values: readonly unknown[];
}

interface GoldenFrame {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly GoldenColumn[];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const { cases }: { cases: readonly GoldenFrame[] } = JSON.parse(
  Deno.readTextFileSync(
    new URL("../golden/collector/frames.json", import.meta.url),
  ),
);

Deno.test("recordsJson() gives the values that pandas gave", async (t) => {
  for (const golden of cases) {
    await t.step(golden.name, () => {
      const frame = new DataFrame(
        golden.columns.map(({ name }) => name),
        golden.columns.map(columnOf),
        { length: golden.rows },
      );
      const ours = recordsJson(frame);
      // pandas 1 writes the rows of a frame without columns, pandas 2 does not.
      if (golden.columns.length === 0) assertEquals(ours, "[{},{}]");
      else {assertSame(
          parseWithExactIntegers(ours),
          parseWithExactIntegers(golden.body),
        );}
      assertEquals(floatsIn(ours), floatsIn(golden.body));
    });
  }
});

Deno.test("The side-car takes what azureml-ai-monitoring posted, and keeps its bytes", async () => {
  const { deployment, spool } = memoryDeployment();
  const handle = createSidecar(deployment);
  for (const { path, headers, body } of cases) {
    const url = `http://127.0.0.1:50011${path}`;
    const { "content-length": _length, ...sent } = headers;
    const request = new Request(url, { method: "POST", body, headers: sent });
    assertEquals((await handle(request)).status, 200);
  }
  const events = linesOf(spool, "model_inputs");
  assertEquals(events.length, cases.length);
  for (const [i, event] of events.entries()) {
    const { name, body, headers } = cases[i]!;
    assertEquals(event.data, JSON.parse(body));
    const length = Number(headers["content-length"]);
    assertEquals(event.contentrange, `bytes 0-${length - 1}/${length}`);
    assertEquals(event.correlationid, name);
    assertEquals(event.time, "2023-11-14T22:13:20Z");
    assertEquals(event.agent, "azureml-ai-monitoring/1.0.0");
    assertEquals(event.mytag, "blue");
  }
});

/** Deeply equal, where a float may differ by what pandas rounds away: all after ten decimals. */
function assertSame(ours: unknown, theirs: unknown): void {
  if (typeof ours === "number" && typeof theirs === "number") {
    const tolerance = 1e-10 + 1e-14 * Math.abs(theirs);
    assert(Math.abs(ours - theirs) <= tolerance, `${ours} is not ${theirs}`);
    return;
  }
  if (
    typeof ours !== "object" || ours === null ||
    typeof theirs !== "object" || theirs === null
  ) {
    assertEquals(ours, theirs);
    return;
  }
  assertEquals(Object.keys(ours), Object.keys(theirs));
  const expected = new Map(Object.entries(theirs));
  for (const [key, value] of Object.entries(ours)) {
    assertSame(value, expected.get(key));
  }
}

/** The number of keys whose value is written as a float. */
function floatsIn(json: string): number {
  let floats = 0;
  parseWithExactIntegers(json, () => floats++);
  return floats;
}

function columnOf({ dtype, values }: GoldenColumn): Column {
  const missing = Uint8Array.from(values, (value) => value === null ? 1 : 0);
  const numbers = values.map((value) => value === null ? NaN : numberOf(value));
  switch (dtype) {
    case "float64":
    case "datetime":
      return { dtype, values: Float64Array.from(numbers) };
    case "float32":
      return { dtype, values: Float32Array.from(numbers) };
    case "int32":
      return { dtype, values: Int32Array.from(numbers) };
    case "int64": {
      const integers = values.map((value) => BigInt(String(value ?? 0)));
      return { dtype, values: BigInt64Array.from(integers), missing };
    }
    case "boolean":
      return { dtype, values: Uint8Array.from(numbers), missing };
    case "string":
      return {
        dtype,
        values: values.map((value) => value === null ? null : String(value)),
      };
    case "object":
      return { dtype, values };
  }
}

/** A number as Python writes it. */
function numberOf(value: unknown): number {
  if (value === "inf") return Infinity;
  if (value === "-inf") return -Infinity;
  return value === "nan" ? NaN : Number(value);
}
