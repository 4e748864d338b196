import { assertEquals } from "@std/assert";
import { DataFrame, Tensor } from "../../frame/mod.ts";
import { PlainInput } from "../../mlflow/plain_input.ts";
import { inputFrame, predictionFrame } from "../../mlflow/prediction_frame.ts";

Deno.test("predictionFrame names the columns of arrays 0, 1, …", () => {
  const flat = predictionFrame(
    new Tensor("float64", [2], Float64Array.of(0.5, 1)),
  );
  assertEquals(flat?.toRecords(), [{ "0": 0.5 }, { "0": 1 }]);
  const table = predictionFrame(
    new Tensor("int64", [2, 2], BigInt64Array.of(1n, 2n, 3n, 4n)),
  );
  assertEquals(table?.toColumns(), { "0": [1, 3], "1": [2, 4] });
  assertEquals(predictionFrame(["a", null])?.toColumns(), { "0": ["a", null] });
  assertEquals(
    predictionFrame({
      a: new Tensor("bool", [1], Uint8Array.of(1)),
      b: new Tensor("str", [1], ["x"]),
    })?.toRecords(),
    [{ a: true, b: "x" }],
  );
});

Deno.test("predictionFrame keeps what pandas has no table for", () => {
  const cube = new Tensor("float64", [2, 1, 2], Float64Array.of(1, 2, 3, 4));
  assertEquals(predictionFrame(cube).toColumns(), {
    "0": [[[1, 2]], [[3, 4]]],
  });
  const scalar = new Tensor("float64", [], Float64Array.of(1));
  assertEquals(predictionFrame(scalar).toColumns(), { "0": [1] });
  const uneven = {
    a: new Tensor("int32", [2], Int32Array.of(1, 2)),
    b: new Tensor("int32", [1], Int32Array.of(3)),
  };
  assertEquals(predictionFrame(uneven).toRecords(), [{ a: [1, 2], b: [3] }]);
  assertEquals(predictionFrame([[1], [2, 3]]).toColumns(), {
    "0": [[1], [2, 3]],
  });
});

Deno.test("inputFrame is the frame, and arrays as columns", () => {
  const frame = DataFrame.fromColumns({ a: [1] });
  assertEquals(inputFrame(frame), frame);
  const matrix = new Tensor("float32", [1, 2], Float32Array.of(0.5, 1));
  assertEquals(inputFrame(matrix).toRecords(), [{ "0": 0.5, "1": 1 }]);
  const named = { x: matrix, y: new Tensor("str", [1], ["b"]) };
  assertEquals(inputFrame(named).toRecords(), [{ x: [0.5, 1], y: "b" }]);
  assertEquals(inputFrame(new PlainInput("hello")).toRecords(), [{
    "0": "hello",
  }]);
});
