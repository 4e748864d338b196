import { assertEquals } from "@std/assert";
import { DataFrame, Tensor } from "../../frame/mod.ts";
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

Deno.test("predictionFrame has no table for what pandas refuses", () => {
  assertEquals(
    predictionFrame(new Tensor("float64", [1, 1, 1], Float64Array.of(1))),
    undefined,
  );
  assertEquals(
    predictionFrame(new Tensor("float64", [], Float64Array.of(1))),
    undefined,
  );
});

Deno.test("inputFrame is the frame, and nothing for arrays", () => {
  const frame = DataFrame.fromColumns({ a: [1] });
  assertEquals(inputFrame(frame), frame);
  assertEquals(
    inputFrame(new Tensor("float64", [1], Float64Array.of(1))),
    undefined,
  );
});
