import {
  type BasicType,
  type ColumnSource,
  fileWriter,
  parquetWriteRows,
} from "hyparquet-writer";
import { jsonValue } from "../../../frame/json_value.ts";
import type { ColumnKind } from "../../reading/column_census.ts";
import type { CollectedRow } from "../../reading/event_rows.ts";

const TYPES: Readonly<Record<ColumnKind, BasicType>> = {
  boolean: "BOOLEAN",
  integer: "INT64",
  float: "DOUBLE",
  string: "STRING",
  json: "STRING",
};
const ROW_GROUP_ROWS = 10_000;

/**
 * Writes rows as a Parquet file, a group of rows at a time. Integers are
 * `INT64`, other numbers `DOUBLE`, lists, objects and mixed values their JSON.
 *
 * @param path The file.
 * @param columns The columns and their kinds.
 * @param rows The rows; what they lack is null.
 * @returns How many rows were written.
 */
export async function writeParquet(
  path: string,
  columns: ReadonlyMap<string, ColumnKind>,
  rows: AsyncIterable<CollectedRow>,
): Promise<number> {
  let count = 0;
  async function* records(): AsyncGenerator<Record<string, unknown>> {
    for await (const row of rows) {
      count++;
      yield Object.fromEntries(
        [...columns].map(([name, kind]) => [name, cell(row.get(name), kind)]),
      );
    }
  }
  const sources: Omit<ColumnSource, "data">[] = [...columns]
    .map(([name, kind]) => ({ name, type: TYPES[kind], nullable: true }));
  await parquetWriteRows({
    writer: fileWriter(path),
    columns: sources,
    rows: records(),
    rowGroupSize: ROW_GROUP_ROWS,
    createdBy: "samla",
  });
  return count;
}

function cell(value: unknown, kind: ColumnKind): unknown {
  if (value === null || value === undefined) return null;
  if (kind === "integer" && typeof value === "number") return BigInt(value);
  if (kind === "float") return Number(value);
  return kind === "json" ? jsonValue(value) : value;
}
