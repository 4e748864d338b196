import { assert, assertEquals, assertRejects } from "@std/assert";
import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { ModelError } from "../../../../mlflow/errors.ts";
import type { Predictor } from "../../../../mlflow/flavor.ts";
import { WireWriter } from "../../../../mlflow/onnx/wire_writer.ts";
import { buildGraph, ONNX_TYPES } from "../../onnx/build_graph.ts";
import { openOnnx } from "./open_onnx.ts";

const { float } = ONNX_TYPES;
const golden = new URL("../../../golden/onnx/", import.meta.url);

function withWeight(
  external: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  return buildGraph({
    nodes: [{ type: "Add", inputs: ["x", "w"], outputs: ["y"] }],
    inputs: [{ name: "x", type: float, dims: [-1] }],
    outputs: [{ name: "y", type: float }],
    weights: [{ name: "w", type: float, dims: [2], external }],
  });
}

const WEIGHTS = { "w.bin": new Uint8Array(Float32Array.of(9, 1, 2).buffer) };

async function sumWith(predictor: Predictor): Promise<unknown> {
  const input = new Tensor("float32", [2], Float32Array.of(10, 20));
  const answer = await predictor.predict(input);
  if (answer instanceof DataFrame || answer instanceof Tensor) return answer;
  return "y" in answer && answer.y instanceof Tensor && answer.y.toNested();
}

Deno.test("weights are read from a part of a file below the model's folder", async () => {
  await using part = await openOnnx(
    withWeight({ location: "w.bin", offset: "4", length: "8" }),
    { files: WEIGHTS },
  );
  assertEquals(await sumWith(part), [11, 22]);
  await using rest = await openOnnx(
    withWeight({ location: "w.bin", offset: "4" }),
    { files: WEIGHTS },
  );
  assertEquals(await sumWith(rest), [11, 22]);
});

Deno.test("a file of weights is found beside a graph in a folder of its own", async () => {
  const graph = withWeight({ location: "w.bin", offset: "4" });
  await using predictor = await openOnnx(graph, {
    config: { data: "nested/graph.onnx" },
    files: { "nested/graph.onnx": graph, "nested/w.bin": WEIGHTS["w.bin"] },
  });
  assertEquals(await sumWith(predictor), [11, 22]);
});

Deno.test("weights are never read from outside the model's folder", async () => {
  const outside = [
    "../w.bin",
    "a/../../w.bin",
    "/etc/passwd",
    "//host/w.bin",
    "C:w.bin",
    "a\\..\\w.bin",
    "file:w.bin",
    "w.bin\0",
    "",
    "*/_ORT_MEM_ADDR_/*",
  ];
  for (const location of outside) {
    await assertRejects(
      () => openOnnx(withWeight({ location }), { files: WEIGHTS }),
      ModelError,
    );
  }
});

Deno.test("a reference to weights that does not fit is refused with a sentence", async () => {
  const refused: readonly (readonly [Record<string, string>, string])[] = [
    [{}, "not named"],
    [{ location: "none.bin" }, '"none.bin"'],
    [{ location: "w.bin", offset: "8", length: "8" }, "at bytes 8 to 16"],
    [{ location: "w.bin", offset: "99" }, "at bytes 99 to 12"],
    [{ location: "w.bin", length: "4" }, "found 4 bytes, expected 8"],
    [{ location: "w.bin", offset: "-4" }, 'offset is "-4"'],
    [{ location: "w.bin", length: "1e3" }, 'length is "1e3"'],
  ];
  for (const [external, says] of refused) {
    await assertRejects(
      () => openOnnx(withWeight(external), { files: WEIGHTS }),
      ModelError,
      says,
    );
  }
});

Deno.test("a weight that claims more elements than the file holds is refused", async () => {
  for (const dims of [[2 ** 40], [2 ** 30, 2 ** 30], [3], [0]]) {
    const graph = buildGraph({
      nodes: [{ type: "Add", inputs: ["x", "w"], outputs: ["y"] }],
      inputs: [{ name: "x", type: float, dims: [-1] }],
      outputs: [{ name: "y", type: float }],
      weights: [{ name: "w", type: float, dims, raw: new Uint8Array(8) }],
    });
    await assertRejects(() => openOnnx(graph), ModelError, 'weight "w"');
  }
});

Deno.test("graphs nested deeper than any real one are refused", async () => {
  let graph = new WireWriter().text(2, "innermost");
  for (let depth = 0; depth < 100; depth++) {
    const branch = new WireWriter().text(1, "body").bytes(6, graph);
    graph = new WireWriter().bytes(
      1,
      new WireWriter().text(4, "If").bytes(5, branch),
    );
  }
  const file = new WireWriter().integer(1, 10).bytes(7, graph).finish();
  await assertRejects(() => openOnnx(file), ModelError, "more than 32 deep");
});

Deno.test("a name that would be a prototype is refused", async () => {
  const graph = buildGraph({
    nodes: [{ type: "Neg", inputs: ["__proto__"], outputs: ["y"] }],
    inputs: [{ name: "__proto__", type: float, dims: [-1] }],
    outputs: [{ name: "y", type: float }],
  });
  await assertRejects(() => openOnnx(graph), ModelError, '"__proto__"');
});

Deno.test("a file cut short anywhere is refused with a sentence, or still whole", async () => {
  const file = await Deno.readFile(new URL("zipmap-alone/model.onnx", golden));
  for (let length = 0; length < file.length; length++) {
    await openOrRefuse(file.slice(0, length));
  }
});

Deno.test("files with changed bytes are refused with a sentence or served, and others are served after them", async () => {
  const names = ["tree-binary", "split-sequence", "external-data", "branches"];
  let seed = 20260101;
  for (const name of names) {
    const file = await Deno.readFile(new URL(`${name}/model.onnx`, golden));
    for (let trial = 0; trial < 100; trial++) {
      const changed = file.slice();
      for (let change = 0; change <= trial % 4; change++) {
        seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
        changed[seed % changed.length] = seed >>> 24;
      }
      await openOrRefuse(changed);
    }
    const weights = new URL("external-data/weights.data", golden);
    const files = { "weights.data": await Deno.readFile(weights) };
    await using predictor = await openOnnx(file, { files });
    assert(predictor.summary.structure.length > 1);
  }
});

async function openOrRefuse(file: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await using _predictor = await openOnnx(file);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
  }
}
