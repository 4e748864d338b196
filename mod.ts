/**
 * Samla: serves models over HTTP and collects what goes in and what comes out.
 * Everything here runs on web standards alone.
 *
 * @module
 */
export {
  type BooleanColumn,
  type Column,
  DataFrame,
  type DatetimeColumn,
  type DType,
  type Float32Column,
  type Float64Column,
  type Int32Column,
  type Int64Column,
  type ObjectColumn,
  type SplitFrame,
  type StringColumn,
  Tensor,
  type TensorData,
  type TensorDType,
} from "./frame/mod.ts";
