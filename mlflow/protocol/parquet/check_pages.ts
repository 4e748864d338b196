import type { ColumnMetaData, FileMetaData } from "hyparquet";
import { deserializeTCompactProtocol } from "hyparquet/thrift";

/** A body says itself how many cells it has and how large they are; more is not believed. */
const MAX_CELLS = 50_000_000;
const MAX_BYTES = 1024 ** 3;

/** What the pages of a file say that they hold. */
interface PageTotals {
  cells: number;
  bytes: number;
}

/**
 * Adds up what the pages of a Parquet file say that they hold, before any of
 * them is read.
 *
 * @param file The file.
 * @param metadata Its footer.
 * @throws {RangeError} If there are too many rows, cells or bytes, or a page lies outside the file.
 */
export function checkPages(file: ArrayBuffer, metadata: FileMetaData): void {
  if (!(metadata.num_rows >= 0n && metadata.num_rows <= MAX_CELLS)) {
    throw new RangeError(
      `The file says that it has ${metadata.num_rows} rows, at most ${MAX_CELLS} are read`,
    );
  }
  const totals: PageTotals = { cells: 0, bytes: 0 };
  for (const group of metadata.row_groups) {
    for (const { meta_data: chunk } of group.columns) {
      if (chunk === undefined) {
        throw new RangeError("A column is in another file");
      }
      checkChunk(file, chunk, totals);
    }
  }
}

function checkChunk(
  file: ArrayBuffer,
  chunk: ColumnMetaData,
  totals: PageTotals,
): void {
  const start = chunk.dictionary_page_offset !== undefined &&
      chunk.dictionary_page_offset > 0n
    ? Number(chunk.dictionary_page_offset)
    : Number(chunk.data_page_offset);
  const end = start + Number(chunk.total_compressed_size);
  if (!(start >= 0 && end <= file.byteLength)) {
    throw new RangeError(
      `The column ${chunk.path_in_schema.join(".")} lies outside the file`,
    );
  }
  const reader = { view: new DataView(file), offset: start };
  while (reader.offset < end) {
    const header = deserializeTCompactProtocol(reader);
    const size = sizeOf(header.field_3);
    totals.bytes += sizeOf(header.field_2);
    // A page has one of the three kinds of headers; an index page has none of them.
    for (const page of [header.field_5, header.field_7, header.field_8]) {
      if (page !== undefined) totals.cells += sizeOf(page.field_1);
    }
    if (totals.cells > MAX_CELLS || totals.bytes > MAX_BYTES) {
      throw new RangeError(
        `The pages say that they hold more than ${MAX_CELLS} cells or ${MAX_BYTES} bytes`,
      );
    }
    reader.offset += size;
  }
}

function sizeOf(value: unknown): number {
  const size = Number(value);
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw new RangeError("A page says no size");
}
