import {
  assertEquals,
  assertFalse,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import type { Column } from "../../frame/column.ts";
import { DataFrame } from "../../frame/data_frame.ts";
import { ByteWriter } from "../../frame/byte_writer.ts";
import { recordsJson, writeRecordsJson } from "../../frame/records_json.ts";

function cells(column: Column): string {
  return recordsJson(new DataFrame(["a"], [column]))
    .replaceAll('{"a":', "").replaceAll("}", "").slice(1, -1);
}

Deno.test("recordsJson() writes floats as floats, in the shortest text that reads back", () => {
  assertEquals(
    cells({
      dtype: "float64",
      values: Float64Array.of(1, -0, 0.1 + 0.2, 1e-12, 1e16, 1e20, 1e21, NaN),
    }),
    "1.0,-0.0,0.30000000000000004,1e-12,10000000000000000.0,100000000000000000000.0,1e+21,null",
  );
  assertEquals(
    cells({
      dtype: "float32",
      values: Float32Array.of(1.5, Infinity, -Infinity),
    }),
    "1.5,null,null",
  );
});

Deno.test("recordsJson() writes integers exactly and missing values as null", () => {
  assertEquals(
    cells({
      dtype: "int64",
      values: BigInt64Array.of(9223372036854775807n, -9223372036854775808n, 0n),
      missing: Uint8Array.of(0, 0, 1),
    }),
    "9223372036854775807,-9223372036854775808,null",
  );
  assertEquals(
    cells({
      dtype: "boolean",
      values: Uint8Array.of(1, 0, 0),
      missing: Uint8Array.of(0, 0, 1),
    }),
    "true,false,null",
  );
  assertEquals(
    cells({ dtype: "int32", values: Int32Array.of(-1, 7) }),
    "-1,7",
  );
});

Deno.test("recordsJson() writes datetimes as epoch milliseconds without their fraction", () => {
  assertEquals(
    cells({
      dtype: "datetime",
      values: Float64Array.of(1704164645678.9, -1.5, NaN),
    }),
    "1704164645678,-1,null",
  );
});

Deno.test("recordsJson() writes strings and keys so that any JSON reader gets them back", () => {
  const text = 'a"\\\n\u2028/<é\u{1f600}\ud800';
  const frame = new DataFrame([text, "__proto__"], [
    { dtype: "string", values: [text] },
    { dtype: "string", values: [null] },
  ]);
  const json = recordsJson(frame);
  assertFalse(json.includes("\n"));
  const [record] = JSON.parse(json);
  assertEquals(Object.entries(record), [[text, text], ["__proto__", null]]);
});

Deno.test("recordsJson() writes the cells of an object column by what they are", () => {
  assertEquals(
    cells({
      dtype: "object",
      values: [
        [1, NaN, [undefined]],
        new Date(5),
        new TextEncoder().encode("ü"),
        18446744073709551615n,
        new Map([[1, "x"]]),
        new Set([1]),
        Float64Array.of(0.5),
        undefined,
        true,
      ],
    }),
    '[1,null,[null]],5,"ü",18446744073709551615,{"1":"x",[1],[0.5],null,true',
  );
});

Deno.test("recordsJson() refuses a cell without JSON by column and row", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = [cycle];
  let deep: unknown = 0;
  for (let i = 0; i < 1000; i++) deep = [deep];
  const cases: [unknown, string][] = [
    [cycle, "Found an object that holds itself"],
    [deep, "Found lists nested deeper than 500 levels"],
    [() => 1, "Found a function, which has no JSON"],
    [Uint8Array.of(255), "valid"],
  ];
  for (const [value, reason] of cases) {
    const error = assertThrows(
      () => cells({ dtype: "object", values: [null, value] }),
      TypeError,
      'Cannot write column "a" as JSON: row 1: ',
    );
    assertStringIncludes(error.message, reason);
  }
});

Deno.test("recordsJson() writes frames without rows and without columns", () => {
  assertEquals(recordsJson(DataFrame.fromColumns({ a: [] })), "[]");
  assertEquals(recordsJson(new DataFrame([], [], { length: 2 })), "[{},{}]");
  assertEquals(recordsJson(new DataFrame([], [], { length: 1 })), "[{}]");
});

Deno.test("writeRecordsJson() writes the same as recordsJson(), whatever the size and the dtypes", () => {
  const special = [0.1, 5, -0, NaN, Infinity, 1e21, -1e-7, 2 ** 53, 1e300];
  const floats = Float64Array.from(
    { length: 3000 },
    (_, row) => special[row % 9]! * (row % 5),
  );
  const strings = Array.from(floats, (value) => `é,"${value}`);
  const frames = [1, 100, 3000].flatMap((length) => {
    const float: Column = {
      dtype: "float64",
      values: floats.slice(0, length),
    };
    const single: Column = {
      dtype: "float32",
      values: Float32Array.from(floats.slice(0, length)),
    };
    const text: Column = { dtype: "string", values: strings.slice(0, length) };
    return [
      new DataFrame(["a", 'é"'], [float, single]),
      new DataFrame(["a", "b", "c"], [float, text, single]),
      new DataFrame(["a"], [float]),
    ];
  });
  for (const frame of frames) {
    const writer = new ByteWriter();
    writer.append("before");
    const bytes = writeRecordsJson(frame, writer);
    assertEquals(bytes, writer.length - 6);
    const text = new TextDecoder().decode(writer.view(6));
    assertEquals(text, recordsJson(frame));
  }
});

Deno.test("recordsJson() never takes the keys of another shape with the same first column", () => {
  const one = DataFrame.fromColumns({ a: [1], b: [2] });
  const other = DataFrame.fromColumns({ a: [1], c: [2] });
  const narrow = DataFrame.fromColumns({ a: [1] });
  for (let i = 0; i < 2; i++) {
    assertEquals(recordsJson(one), '[{"a":1,"b":2}]');
    assertEquals(recordsJson(other), '[{"a":1,"c":2}]');
    assertEquals(recordsJson(narrow), '[{"a":1}]');
  }
});
