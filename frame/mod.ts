/**
 * The table that crosses every door: frames, tensors and their parts.
 *
 * @module
 */
export type { Bytes } from "./bytes.ts";
export type {
  BooleanColumn,
  Column,
  DatetimeColumn,
  DType,
  Float32Column,
  Float64Column,
  Int32Column,
  Int64Column,
  ObjectColumn,
  StringColumn,
} from "./column.ts";
export { cellAt, toFloat64 } from "./column.ts";
export { ByteWriter } from "./byte_writer.ts";
export { recordsJson, writeRecordsJson } from "./records_json.ts";
export { inferColumn } from "./infer_column.ts";
export { DataFrame, type SplitFrame } from "./data_frame.ts";
export { Tensor, type TensorData, type TensorDType } from "./tensor.ts";
export {
  type Matrix,
  tensorMatrix32,
  tensorMatrix64,
  toMatrix32,
  toMatrix64,
} from "./matrix.ts";
