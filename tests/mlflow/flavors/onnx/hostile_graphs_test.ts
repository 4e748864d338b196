import { assertEquals, assertRejects } from "@std/assert";
import { DataFrame, Tensor } from "../../../../frame/mod.ts";
import { InputError, ModelError } from "../../../../mlflow/errors.ts";
import type { ModelInput, Predictor } from "../../../../mlflow/flavor.ts";
import { WireWriter } from "../../../../mlflow/onnx/wire_writer.ts";
import { decodeInput, readGolden } from "../../../tools/golden.ts";
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

Deno.test("a tree whose path leads in a circle, out of the tree or too deep is refused", async () => {
  const deep = Array.from({ length: 1200 }, (_, node) => node + 1);
  const refused: readonly (readonly [readonly number[], string])[] = [
    [[1, 2, 0], "leads back to a node above"],
    [[1, 2, 3], "leads to a node that is not among its 3 nodes"],
    [[...deep.slice(0, -1), -1], "more than 1000 levels deep"],
  ];
  for (const [next, says] of refused) {
    await assertRejects(() => openOnnx(chain(next)), ModelError, says);
    await assertRejects(() => openOnnx(newerChain(next)), ModelError, says);
  }
});

Deno.test("lists of a tree ensemble that do not belong together are refused", async () => {
  const node = {
    type: "TreeEnsembleRegressor",
    domain: "ai.onnx.ml",
    inputs: ["x"],
    outputs: ["y"],
    integerLists: { "nodes_nodeids": [0, 1], "nodes_treeids": [0] },
  };
  const graph = buildGraph({
    nodes: [node],
    inputs: [{ name: "x", type: float, dims: [-1, 1] }],
    outputs: [{ name: "y", type: float }],
  });
  await assertRejects(() => openOnnx(graph), ModelError, "different lengths");
});

/** A tree in which each node leads to the next on both sides; -1 is a leaf. */
function chain(next: readonly number[]): Uint8Array<ArrayBuffer> {
  const targets = next.map((node) => Math.max(node, 0));
  return buildGraph({
    nodes: [{
      type: "TreeEnsembleRegressor",
      domain: "ai.onnx.ml",
      inputs: ["x"],
      outputs: ["y"],
      integerLists: {
        "nodes_treeids": next.map(() => 7),
        "nodes_nodeids": next.map((_, node) => node),
        "nodes_truenodeids": targets,
        "nodes_falsenodeids": targets,
      },
      strings: {
        "nodes_modes": next.map((node) => node === -1 ? "LEAF" : "BRANCH_LEQ"),
      },
    }],
    inputs: [{ name: "x", type: float, dims: [-1, 1] }],
    outputs: [{ name: "y", type: float }],
  });
}

/** The same in the newer operator, where leaves are not among the nodes. */
function newerChain(next: readonly number[]): Uint8Array<ArrayBuffer> {
  const targets = next.map((node) => Math.max(node, 0));
  const leaves = next.map((node) => node === -1 ? 1 : 0);
  return buildGraph({
    nodes: [{
      type: "TreeEnsemble",
      domain: "ai.onnx.ml",
      inputs: ["x"],
      outputs: ["y"],
      integerLists: {
        "nodes_truenodeids": targets,
        "nodes_falsenodeids": targets,
        "nodes_trueleafs": leaves,
        "nodes_falseleafs": leaves,
      },
    }],
    inputs: [{ name: "x", type: float, dims: [-1, 1] }],
    outputs: [{ name: "y", type: float }],
  });
}

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
  let seed = 20260101;
  for (const name of ["tree-binary", "split-sequence", "mlp", "branches"]) {
    const folder = new URL(`${name}/`, golden);
    const file = await Deno.readFile(new URL("model.onnx", folder));
    const { inputs, calls } = await readGolden(folder);
    const input = decodeInput(inputs[calls[0]!.input]!);
    for (let trial = 0; trial < 250; trial++) {
      const changed = file.slice();
      for (let change = 0; change <= trial % 4; change++) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        const at = Math.floor(seed / 2 ** 32 * changed.length);
        changed[at] = trial % 2 === 0 ? seed >>> 8 : changed[at]! ^ 1;
      }
      await serveOrRefuse(changed, input);
    }
    await using predictor = await openOnnx(file);
    await predictor.predict(input);
  }
});

async function openOrRefuse(file: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await using _predictor = await openOnnx(file);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
  }
}

async function serveOrRefuse(
  file: Uint8Array<ArrayBuffer>,
  input: ModelInput,
): Promise<void> {
  try {
    await using predictor = await openOnnx(file);
    await predictor.predict(input);
  } catch (error) {
    const isSaid = error instanceof ModelError || error instanceof InputError;
    if (!isSaid) throw error;
  }
}
