import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  type Column,
  DataFrame,
  inferColumn,
  Tensor,
  tensorMatrix32,
  toMatrix32,
  toMatrix64,
} from "../../frame/mod.ts";

const DATE = new Date("2024-01-02T03:04:05.678Z");

/** A list of values, and the dtype they are held in. */
const INFERENCE: readonly (readonly [unknown[], Column["dtype"]])[] = [
  [[true, false, null], "boolean"],
  [[1, -2, null], "int32"],
  [[1, 2 ** 31], "int64"],
  [[1n, 2], "int64"],
  [[2n ** 63n - 1n], "int64"],
  [[2n ** 63n], "object"],
  [[1, 0.5], "float64"],
  [[1, NaN], "float64"],
  [[-0], "float64"],
  [[2 ** 60], "float64"],
  [["a", null, undefined], "string"],
  [[DATE, null], "datetime"],
  [[null, undefined], "object"],
  [[], "object"],
  [[1, "a"], "object"],
  [[true, 1], "object"],
  [[[1], { a: 1 }], "object"],
];

for (const [values, dtype] of INFERENCE) {
  const shown = values.map((value) =>
    typeof value === "bigint" ? `${value}n` : JSON.stringify(value)
  );
  Deno.test(`[${shown}] is a column of ${dtype}, and reads back`, () => {
    const frame = DataFrame.fromColumns({ a: values });
    assertEquals(frame.column("a")?.dtype, dtype);
    const expected = values.map((value) =>
      typeof value === "bigint" && Number.isSafeInteger(Number(value))
        ? Number(value)
        : value ?? null
    );
    assertEquals(frame.toColumns().a, expected);
  });
}

for (
  const [view, dtype] of [
    [Float64Array.of(1.5), "float64"],
    [Float32Array.of(1.5), "float32"],
    [Int32Array.of(-1), "int32"],
    [Uint8Array.of(255), "int32"],
    [Uint32Array.of(2 ** 32 - 1), "int64"],
    [BigInt64Array.of(-1n), "int64"],
    [BigUint64Array.of(2n ** 64n - 1n), "object"],
  ] as const
) {
  Deno.test(`a ${view.constructor.name} is copied into a column of ${dtype}`, () => {
    const before = Array.from(view as ArrayLike<unknown>).map((cell) =>
      typeof cell === "bigint" && cell < 2n ** 53n ? Number(cell) : cell
    );
    const frame = DataFrame.fromColumns({ a: view as ArrayLike<unknown> });
    assertEquals(frame.column("a")?.dtype, dtype);
    assertEquals(frame.toColumns().a, before);
  });
}

Deno.test("a frame does not change with the list it was made of", () => {
  const list = [1, 2];
  const array = Float64Array.of(1, 2);
  const frame = DataFrame.fromColumns({ list, array });
  list[0] = 9;
  array[0] = 9;
  assertEquals(frame.toRecords()[0], { list: 1, array: 1 });
});

Deno.test("records keep the order of first appearance and fill what is missing", () => {
  const frame = DataFrame.fromRecords([{ b: 1 }, { a: "x", b: 2 }]);
  assertEquals(frame.names, ["b", "a"]);
  assertEquals(frame.toRecords(), [{ b: 1, a: null }, { b: 2, a: "x" }]);
});

Deno.test("split keeps names, row labels and rows", () => {
  const split = {
    columns: ["a", "b"],
    index: ["x", "y"],
    data: [[1, "p"], [2, "q"]],
  };
  assertEquals(DataFrame.fromSplit(split).toSplit(), split);
  const bare = DataFrame.fromSplit({ data: [[1, 2]] });
  assertEquals(bare.toSplit(), {
    columns: ["0", "1"],
    index: [0],
    data: [[1, 2]],
  });
});

for (
  const [make, message] of [
    [
      () => DataFrame.fromColumns({ a: [1, 2], b: [1] }),
      'Cannot make a frame of uneven columns: column "b" has 1 rows, others have 2',
    ],
    [
      () => DataFrame.fromSplit({ columns: ["a", "a"], data: [] }),
      'Cannot make a frame: column "a" appears more than once, names must differ',
    ],
    [
      () => DataFrame.fromSplit({ columns: ["a", "b"], data: [[1, 2], [3]] }),
      "Cannot make a frame: row 1 has 1 values, expected 2, one a column",
    ],
    [
      () => DataFrame.fromSplit({ data: "x" as never }),
      'Cannot make a frame: "data" is a string, expected a list of rows',
    ],
    [
      () => DataFrame.fromSplit({ data: [7] as never }),
      "Cannot make a frame: row 0 is a number, expected a list of 0 values",
    ],
    [
      () => DataFrame.fromRecords([{ a: 1 }, 2 as never]),
      "Cannot make a frame: record 1 is a number, expected an object",
    ],
    [
      () => DataFrame.fromRecords({} as never),
      "Cannot make a frame of an object of Object type: expected a list of records, each an object",
    ],
    [
      () => DataFrame.fromColumns({ a: 1 as never }),
      'Cannot make a frame: column "a" is a number, expected a list of values',
    ],
    [
      () => DataFrame.fromColumns([] as never),
      "Cannot make a frame of a list: expected an object of columns, each a list of values",
    ],
    [
      () => DataFrame.fromColumns({ a: [1] }).select(["b"]),
      'Cannot select column "b": the columns are ["a"]',
    ],
    [
      () => DataFrame.fromSplit({ data: [[1]], index: [] }),
      "Cannot make a frame of 1 rows with 0 row labels",
    ],
  ] as const
) {
  Deno.test(`a frame is refused: ${message}`, () => {
    assertEquals(assertThrows(make).message, message);
  });
}

Deno.test("wide frames find their columns and refuse a repeat too", () => {
  const names = Array.from({ length: 50 }, (_, i) => `c${i}`);
  const frame = DataFrame.fromSplit({
    columns: names,
    data: [names.map((_, i) => i)],
  });
  assertEquals(frame.column("c31")?.values[0], 31);
  assertEquals(frame.column("none"), undefined);
  assertEquals(frame.select(["c7", "c3"]).toRecords(), [{ c7: 7, c3: 3 }]);
  assertThrows(
    () => DataFrame.fromSplit({ columns: [...names, "c9"], data: [] }),
    RangeError,
    '"c9"',
  );
});

Deno.test("a column named __proto__ is a column like any other", () => {
  const frame = DataFrame.fromSplit({
    columns: ["__proto__", "constructor"],
    data: [[1, 2]],
  });
  assertEquals(
    JSON.stringify(frame.toRecords()),
    '[{"__proto__":1,"constructor":2}]',
  );
  assertEquals(DataFrame.fromRecords(frame.toRecords()).names, frame.names);
});

Deno.test("any table of plain cells comes back from split, records and columns", () => {
  const cell = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
  );
  const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
    fc.record({
      columns: fc.uniqueArray(fc.string(), {
        minLength: width,
        maxLength: width,
      }),
      data: fc.array(
        fc.array(cell, { minLength: width, maxLength: width }),
        { minLength: 1, maxLength: 6 },
      ),
    })
  );
  fc.assert(fc.property(table, (split) => {
    const frame = DataFrame.fromSplit(split);
    const data = frame.toSplit().data;
    split.data.forEach((row, i) =>
      row.forEach((value, j) => {
        const got = data[i]![j];
        // In a column of numbers that are not all whole, a missing one is NaN.
        assertEquals(got, value === null && Number.isNaN(got) ? NaN : value);
      })
    );
    const again = DataFrame.fromColumns(frame.toColumns());
    assertEquals(again.select(frame.names).toSplit().data, data);
  }));
});

Deno.test("a matrix holds the numbers row by row, missing ones as NaN", () => {
  const frame = DataFrame.fromColumns({
    a: [1, null],
    b: [true, false],
    c: [0.1, 2],
    d: [2n ** 40n, 1n],
    e: [null, null],
  });
  const matrix = toMatrix64(frame);
  assertEquals([matrix.rows, matrix.columns], [2, 5]);
  assertEquals([...matrix.data], [1, 1, 0.1, 2 ** 40, NaN, NaN, 0, 2, 1, NaN]);
  assertEquals(toMatrix32(frame).data[2], Math.fround(0.1));
});

Deno.test("a matrix of text is refused by the column's name, not by its value", () => {
  const frame = DataFrame.fromColumns({ age: ["secret"] });
  const error = assertThrows(() => toMatrix64(frame), TypeError);
  assertEquals(
    error.message,
    'Cannot read column "age" as numbers: row 0 is a string',
  );
});

Deno.test("a tensor nests its elements by its shape", () => {
  const tensor = new Tensor("bool", [2, 1, 2], Uint8Array.of(1, 0, 0, 1));
  assertEquals(tensor.toNested(), [[[true, false]], [[false, true]]]);
  assertEquals(new Tensor("str", [], ["x"]).toNested(), "x");
  const matrix = tensorMatrix32(
    new Tensor("int64", [2, 2], BigInt64Array.of(1n, 2n, 3n, 4n)),
  );
  assertEquals([...matrix.data], [1, 2, 3, 4]);
  assertThrows(
    () => new Tensor("float64", [2, 2], Float64Array.of(1)),
    RangeError,
    "shape (2, 2) of 1 elements: expected 4",
  );
});

Deno.test("inferColumn() shares nothing with a typed array", () => {
  const view = Float64Array.of(1);
  const column = inferColumn(view);
  assertInstanceOf(column.values, Float64Array);
  view[0] = 2;
  assertEquals(column.values[0], 1);
});
