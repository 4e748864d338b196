import { assertEquals } from "@std/assert";
import {
  Bool,
  DateDay,
  Field,
  Float32,
  Int32,
  Int64,
  List,
  Table,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { Collector } from "../../collector/collector.ts";
import { frameOfTable } from "../../collector/collectable_table.ts";
import { recordsJson } from "../../frame/records_json.ts";
import { linesOf, memoryDeployment } from "./memory_deployment.ts";

Deno.test("An Apache Arrow table is collected with the types of its columns", () => {
  const moment = new Date(1704164645678);
  const table = new Table({
    i: vectorFromArray([1, null], new Int32()),
    l: vectorFromArray([2n ** 60n, null], new Int64()),
    f: vectorFromArray([1, null], new Float32()),
    b: vectorFromArray([true, null], new Bool()),
    s: vectorFromArray(["é", null], new Utf8()),
    category: vectorFromArray(["x", "y"]),
    t: vectorFromArray([moment, null], new TimestampMicrosecond()),
    day: vectorFromArray([new Date(86_400_000), null], new DateDay()),
    list: vectorFromArray(
      [[1, 2], null],
      new List(new Field("x", new Int32())),
    ),
  });
  assertEquals(frameOfTable(table).columns.map(({ dtype }) => dtype), [
    "int32",
    "int64",
    "float64",
    "boolean",
    "string",
    "string",
    "datetime",
    "datetime",
    "object",
  ]);
  assertEquals(
    recordsJson(frameOfTable(table)),
    '[{"i":1,"l":1152921504606846976,"f":1.0,"b":true,"s":"é","category":"x","t":1704164645678,"day":86400000,"list":[1,2]},' +
      '{"i":null,"l":null,"f":null,"b":null,"s":null,"category":"y","t":null,"day":null,"list":null}]',
  );
  const { deployment, spool } = memoryDeployment();
  deployment.run(() => new Collector({ name: "model_inputs" }).collect(table));
  deployment.commit();
  const [{ data }] = linesOf(spool, "model_inputs") as [{ data: unknown[] }];
  assertEquals(data.length, 2);
});

Deno.test("An Apache Arrow table of several record batches, and one of none, is collected whole", () => {
  const batch = () => new Table({ i: vectorFromArray([1, 2], new Int32()) });
  assertEquals(
    recordsJson(frameOfTable(batch().concat(batch()))),
    '[{"i":1},{"i":2},{"i":1},{"i":2}]',
  );
  assertEquals(recordsJson(frameOfTable(batch().slice(0, 0))), "[]");
});
