import type { EchoAnswer } from "./echo_comparison.ts";
import type { RandomRequest } from "./random_request.ts";

/** A request that is answered in two ways. */
export interface Disagreement {
  readonly request: RandomRequest;
  readonly mlflow: EchoAnswer;
  readonly samla: EchoAnswer;
}

/** Where Samla answers otherwise on purpose. */
export interface Difference {
  readonly reason: string;
  /** Whether this is why two answers differ. */
  explains(found: Disagreement): boolean;
}

/** Every difference that there may be; any other one is a fault. */
export const DIFFERENCES: readonly Difference[] = [
  {
    reason:
      "numpy reads the text 1 as the year 1, which 64 bits of nanoseconds do not hold, and wraps it around; it is refused",
    explains: ({ request, mlflow, samla }) =>
      request.body.includes('"1"') && mlflow.status === 200 &&
      samla.status === 400 && /datetime/i.test(String(samla.detail)),
  },
  {
    reason:
      "pandas makes a missing value of a float that is beyond all datetimes; it is refused",
    explains: ({ request, mlflow, samla }) =>
      request.body.includes("1e300") && mlflow.status === 200 &&
      String(samla.detail).includes("to type 'datetime64[ns]'"),
  },
  {
    reason:
      "a table for a tensor that is wrong in its width and in a cell is refused for its width, not for the cell",
    explains: ({ mlflow, samla }) =>
      mlflow.status === 400 && samla.status === 400 &&
      String(mlflow.detail).includes("losslessly") &&
      String(samla.detail).includes("model signature with an unnamed input"),
  },
  {
    reason:
      "beside a text, pandas has no room for 1e300 among integers, but alone it wraps it around; it is wrapped around in both cases",
    explains: ({ mlflow, samla }) =>
      String(mlflow.detail).includes("too large to convert to C long") &&
      samla.status === 200,
  },
  {
    reason:
      "beside a text in a list, numpy makes texts of truth values and numbers, all of which are true; each value keeps its own truth",
    explains: ({ mlflow, samla }) =>
      mlflow.status === 200 && samla.status === 200 &&
      JSON.stringify(mlflow.detail).includes('"dtype":"bool"') &&
      JSON.stringify(samla.detail).replaceAll("False", "True") ===
        JSON.stringify(mlflow.detail),
  },
];
