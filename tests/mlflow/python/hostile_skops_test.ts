import {
  assertEquals,
  assertFalse,
  assertRejects,
  assertThrows,
} from "@std/assert";
import type { Bytes } from "../../../mlflow/artifact_store.ts";
import { ModelError } from "../../../mlflow/errors.ts";
import { decompressLz4 } from "../../../mlflow/python/decompress_lz4.ts";
import { PythonObject } from "../../../mlflow/python/python_object.ts";
import { readNpy } from "../../../mlflow/python/read_npy.ts";
import { readPythonModel } from "../../../mlflow/python/read_python_model.ts";
import { readSkops } from "../../../mlflow/python/read_skops.ts";
import { readZip } from "../../../mlflow/python/read_zip.ts";
import { writeZip, type ZipEntry } from "./zip_writer.ts";

const encoder = new TextEncoder();
const nothing = encoder.encode("null");

async function compressed(
  bytes: Bytes,
  format: CompressionFormat,
): Promise<Bytes> {
  const stream = new Blob([bytes]).stream()
    .pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const zeros = new Uint8Array(80 * 2 ** 20);
const deflatedZeros = await compressed(zeros, "deflate-raw");

const archives: readonly (readonly [string, readonly ZipEntry[], string])[] = [
  ["leads out by dots", [{ name: "../a", bytes: nothing }], "leads out"],
  [
    "leads out in the middle",
    [{ name: "a/../../b", bytes: nothing }],
    "leads out",
  ],
  ["leads to the root", [{ name: "/etc/passwd", bytes: nothing }], "leads out"],
  ["leads to a drive", [{ name: "C:\\a", bytes: nothing }], "leads out"],
  ["is encrypted", [{ name: "a", bytes: nothing, flags: 1 }], "encrypted"],
  [
    "is compressed in a rare way",
    [{ name: "a", bytes: nothing, method: 14 }],
    "method 14",
  ],
  [
    "says a size it has not",
    [{ name: "a", bytes: nothing, size: 5 }],
    "two sizes",
  ],
  [
    "is not deflated data",
    [{ name: "a", bytes: nothing, method: 8 }],
    "damaged",
  ],
  [
    "has one name twice",
    [{ name: "a", bytes: nothing }, { name: "a", bytes: nothing }],
    "two files",
  ],
  [
    "becomes larger than it says",
    [{ name: "a", bytes: deflatedZeros, method: 8, size: 1000 }],
    "larger than 1000 bytes",
  ],
  [
    "says that it becomes four gigabytes",
    [{ name: "a", bytes: nothing, method: 8, size: 4_000_000_000 }],
    "decompressed it is 4000000000 bytes large",
  ],
  [
    "becomes large in many small files",
    Array.from({ length: 1000 }, (_, i) => (
      { name: `${i}`, bytes: nothing, method: 8, size: 2 ** 20 }
    )),
    "bytes large, more than",
  ],
];

for (const [does, entries, says] of archives) {
  Deno.test(`a ZIP archive with a file that ${does} is refused`, async () => {
    await assertRejects(
      () => readZip(writeZip(entries), "model.skops"),
      ModelError,
      says,
    );
  });
}

/** A skops file of one node. */
function skops(node: unknown, files: readonly ZipEntry[] = []): Bytes {
  const schema = encoder.encode(JSON.stringify(node));
  return writeZip([{ name: "schema.json", bytes: schema }, ...files]);
}

const none = {
  __loader__: "JsonNode",
  __class__: "str",
  __module__: "builtins",
  content: "null",
};
const list = {
  __loader__: "ListNode",
  __class__: "list",
  __module__: "builtins",
};

function nested(depth: number): unknown {
  let node: unknown = none;
  for (let i = 0; i < depth; i++) node = { ...list, content: [node] };
  return node;
}

const nodes: readonly (readonly [string, unknown, string])[] = [
  ["is not a node", 5, "expected a node"],
  ["is of another protocol", { ...none, protocol: 99 }, "skops protocol 99"],
  [
    "is of a kind that is not known",
    { ...none, __loader__: "EvalNode" },
    '"EvalNode"',
  ],
  ["names a function of the system", {
    __loader__: "FunctionNode",
    __module__: "os",
    __class__: "system",
  }, "os.system"],
  ["names a function of the system as old files do", {
    __loader__: "FunctionNode",
    __module__: "os",
    __class__: "x",
    content: { module_path: "os", function: "system" },
  }, "os.system"],
  ["names a class of the system", {
    __loader__: "TypeNode",
    __module__: "subprocess",
    __class__: "Popen",
  }, "subprocess.Popen"],
  ["is an object of an unknown class", {
    __loader__: "ObjectNode",
    __module__: "my",
    __class__: "Own",
    content: none,
  }, "my.Own"],
  ["constructs something", {
    __loader__: "ConstructorFromReduceNode",
    __module__: "subprocess",
    __class__: "Popen",
    content: { ...list, content: [] },
  }, "subprocess.Popen"],
  ["is a method", {
    __loader__: "MethodNode",
    __module__: "a",
    __class__: "b",
    content: {},
  }, "method"],
  ["is a file that is not there", {
    __loader__: "NdArrayNode",
    __module__: "numpy",
    __class__: "ndarray",
    type: "numpy",
    file: "1.npy",
  }, '"1.npy"'],
  ["is a sparse matrix that is not there", {
    __loader__: "SparseMatrixNode",
    __module__: "scipy",
    __class__: "csr",
    file: "1.npz",
  }, '"1.npz"'],
  ["has no JSON for its value", { ...none, content: "{]" }, "not JSON"],
  [
    "has a list for its value",
    { ...none, content: "[1]" },
    "not a text, number",
  ],
  ["has no list of contents", { ...list, content: 5 }, "no list"],
  ["is deep", nested(600), "levels deep"],
  ["is so deep that its JSON is", nested(10_000), "deeper than 1500 levels"],
  ["has more shape than elements", {
    __loader__: "NdArrayNode",
    __module__: "numpy",
    __class__: "ndarray",
    type: "json",
    content: [],
    shape: { ...list, content: [{ ...none, content: "1e12" }] },
  }, "list of 0"],
];

for (const [does, node, says] of nodes) {
  Deno.test(`a skops file whose node ${does} is refused`, async () => {
    await assertRejects(() => readSkops(skops(node), "m"), ModelError, says);
  });
}

Deno.test("a skops file of a dict with the key __proto__ has just this key", async () => {
  const schema =
    `{"__loader__":"ObjectNode","__module__":"sklearn.a","__class__":"B","content":{"__loader__":"DictNode","content":{"__proto__":{"__loader__":"JsonNode","content":"true"}},"key_types":{"content":[{"__class__":"str"}]}}}`;
  const file = writeZip([{
    name: "schema.json",
    bytes: encoder.encode(schema),
  }]);
  const value = await readSkops(file, "m");
  if (!(value instanceof PythonObject)) throw new TypeError("no object");
  assertEquals([...value.attributes], [["__proto__", true]]);
  assertFalse("content" in {});
});

Deno.test("one file that thousand nodes refer to is one array in memory", async () => {
  const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (1000,), }";
  const npy = [
    ...encoder.encode("NUMPY"),
    1,
    0,
    header.length,
    0,
    ...encoder.encode(header),
  ];
  const bytes = Uint8Array.from([0x93, ...npy, ...new Uint8Array(1000)]);
  const node = {
    __loader__: "NdArrayNode",
    __module__: "numpy",
    __class__: "ndarray",
    type: "numpy",
    file: "1.npy",
  };
  const content = Array.from({ length: 1000 }, () => node);
  const value = await readSkops(
    skops({ ...list, content }, [{ name: "1.npy", bytes }]),
    "m",
  );
  if (!Array.isArray(value)) throw new TypeError("no list");
  assertEquals(new Set(value).size, 1);
});

Deno.test("a gzip or zlib file that becomes very large is refused", async () => {
  for (const format of ["gzip", "deflate"] as const) {
    const bomb = await compressed(zeros, format);
    await assertRejects(
      () => readPythonModel(bomb, "model.joblib", { maxModelBytes: 2 ** 20 }),
      ModelError,
      "decompressed it is larger than 1048576 bytes",
    );
  }
});

Deno.test("an LZ4 frame is refused where it becomes too large, or refers back too far", () => {
  const frame = (...block: number[]) =>
    Uint8Array.from([
      0x04,
      0x22,
      0x4d,
      0x18,
      0x60,
      0x70,
      0,
      block.length,
      0,
      0,
      0,
      ...block,
      0,
      0,
      0,
      0,
    ]);
  const options = { location: "m", maxBytes: 1000 };
  // One literal, then a match of 19 + 255 * 8 bytes.
  const bomb = frame(0x1f, 65, 1, 0, ...new Array(8).fill(255), 0, 0);
  assertThrows(
    () => decompressLz4(bomb, options),
    ModelError,
    "larger than 1000",
  );
  const back = frame(0x10, 65, 2, 0, 0);
  assertThrows(() => decompressLz4(back, options), ModelError, "2 bytes back");
  assertEquals(
    decompressLz4(frame(0x10, 65, 1, 0, 0), options),
    encoder.encode("AAAAA"),
  );
});

const headers: readonly (readonly [string, string, string])[] = [
  ["is not a dict", "5", "no shape"],
  ["calls something", "{'descr': open('x')}", "not a literal"],
  ["does not end", "{'descr': '<f8', ", "not a literal"],
  ["goes on", "{} {}", "goes on"],
  ["is deep", "(".repeat(100_000), "too deep"],
  [
    "has a huge shape",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999, 99999999999999)}",
    "elements",
  ],
  [
    "has a negative shape",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
    "dimension of -1",
  ],
  [
    "has more elements than the file",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (999999,)}",
    "more bytes",
  ],
  [
    "holds pickled objects",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
    "objects",
  ],
  [
    "is of a type that is not read",
    "{'descr': '<c16', 'fortran_order': False, 'shape': (1,)}",
    "c16",
  ],
  [
    "has arrays within records",
    "{'descr': [('a', '<f8', (3,))], 'fortran_order': False, 'shape': (1,)}",
    "name and type",
  ],
];

for (const [does, header, says] of headers) {
  Deno.test(`a .npy file whose header ${does} is refused`, () => {
    const size = header.length;
    const sizes = [size & 255, (size >> 8) & 255, size >> 16, 0];
    const bytes = Uint8Array.from([
      0x93,
      ...encoder.encode("NUMPY"),
      2,
      0,
      ...sizes,
      ...encoder.encode(header),
    ]);
    assertThrows(() => readNpy(bytes, "a.npy"), ModelError, says);
  });
}
