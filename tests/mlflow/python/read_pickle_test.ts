import { assertEquals, assertRejects } from "@std/assert";
import { Tensor } from "../../../frame/mod.ts";
import { ModelError } from "../../../mlflow/errors.ts";
import { OPCODE } from "../../../mlflow/python/opcode.ts";
import {
  PythonName,
  PythonObject,
  type PythonValue,
} from "../../../mlflow/python/python_object.ts";
import { readPickle } from "../../../mlflow/python/read_pickle.ts";
import { readPythonModel } from "../../../mlflow/python/read_python_model.ts";
import { PickleWriter } from "./pickle_writer.ts";

function read(writer: PickleWriter): PythonValue {
  return readPickle(writer.end(), "model.pkl");
}

Deno.test("an array of the joblib that scikit-learn brought until 0.22 follows its wrapper", () => {
  const writer = new PickleWriter()
    .instance("sklearn.externals.joblib.numpy_pickle", "NumpyArrayWrapper")
    .raw(OPCODE.EMPTY_DICT, OPCODE.MARK)
    .text("shape").raw(OPCODE.BININT1, 2, OPCODE.TUPLE1)
    .text("order").text("C")
    .text("dtype").dtype("u1")
    .raw(OPCODE.SETITEMS, OPCODE.BUILD, 7, 9);
  assertEquals(read(writer), new Tensor("uint8", [2], Uint8Array.of(7, 9)));
});

Deno.test("modules of Python 2 and of older numpy have the names of today", () => {
  const names: readonly (readonly [string, string, PythonName])[] = [
    ["__builtin__", "unicode", new PythonName("builtins", "str")],
    ["__builtin__", "int", new PythonName("builtins", "int")],
    ["numpy.core.umath", "log1p", new PythonName("numpy", "log1p")],
    ["numpy.core._multiarray_umath", "exp", new PythonName("numpy", "exp")],
    ["sklearn.tree.tree", "X", new PythonName("sklearn.tree.tree", "X")],
  ];
  for (const [module, name, expected] of names) {
    assertEquals(read(new PickleWriter().global(module, name)), expected);
  }
});

Deno.test("an object that two places refer to is one object", () => {
  const writer = new PickleWriter().instance("sklearn.a", "B")
    .raw(OPCODE.MEMOIZE, OPCODE.BINGET, 0, OPCODE.TUPLE2);
  const value = read(writer);
  if (!Array.isArray(value)) throw new TypeError("No list");
  assertEquals(value[0] instanceof PythonObject, value[0] === value[1]);
});

Deno.test("state with slots, and state that is not a dict, are both kept", () => {
  const slots = new PickleWriter().instance("sklearn.a", "B")
    .raw(OPCODE.EMPTY_DICT).text("x").raw(OPCODE.BININT1, 1, OPCODE.SETITEM)
    .raw(OPCODE.EMPTY_DICT).text("y").raw(OPCODE.BININT1, 2, OPCODE.SETITEM)
    .raw(OPCODE.TUPLE2, OPCODE.BUILD);
  const other = new PickleWriter().instance("sklearn.a", "B")
    .raw(OPCODE.BININT1, 5, OPCODE.TUPLE1, OPCODE.BUILD);
  const attributes = [slots, other].map((writer) => {
    const object = read(writer);
    return object instanceof PythonObject ? [...object.attributes] : [];
  });
  assertEquals(attributes, [[["x", 1], ["y", 2]], [["__setstate__", [5]]]]);
});

Deno.test("a file is recognised by its content, and what is not one of the formats is refused", async () => {
  const pickle = new PickleWriter().text("a").end();
  assertEquals(await readPythonModel(pickle, "model.skops"), "a");
  for (const text of ["", "{}", "(dp0", "cos\nsystem\n(S'ls'\ntR."]) {
    const bytes = new TextEncoder().encode(text);
    await assertRejects(
      () => readPythonModel(bytes, "model.pkl"),
      ModelError,
      "neither skops nor a pickle of protocol 2",
    );
  }
});
