import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import type { Bytes } from "../../../mlflow/artifact_store.ts";
import { ModelError } from "../../../mlflow/errors.ts";
import { estimatorTables } from "../../../mlflow/flavors/sklearn/estimator_tables.ts";
import { buildModel } from "../../../mlflow/flavors/sklearn/build_model.ts";
import { OPCODE } from "../../../mlflow/python/opcode.ts";
import { PythonObject } from "../../../mlflow/python/python_object.ts";
import {
  readPickle,
  readPickleFile,
} from "../../../mlflow/python/read_pickle.ts";
import { little, PickleWriter } from "./pickle_writer.ts";

const NINE = new Uint8Array(9);
const MILLION = 1_000_000;

/** What a file does, the file, and what the refusal says. */
const refused: readonly (readonly [string, PickleWriter | Bytes, string])[] = [
  [
    "runs a command",
    new PickleWriter().call("os", "system", "touch /tmp/owned"),
    "os.system",
  ],
  [
    "runs a command by its module on Linux",
    new PickleWriter().call("posix", "system", "touch /tmp/owned"),
    "posix.system",
  ],
  [
    "starts a process by making an instance",
    new PickleWriter().instance("subprocess", "Popen"),
    "subprocess.Popen",
  ],
  [
    "evaluates a text",
    new PickleWriter().call("builtins", "eval", "1"),
    "builtins.eval",
  ],
  [
    "evaluates a text as Python 2 names it",
    new PickleWriter().call("__builtin__", "eval", "1"),
    "builtins.eval",
  ],
  [
    "gets an attribute",
    new PickleWriter().call("builtins", "getattr", "a", "b"),
    "builtins.getattr",
  ],
  [
    "imports a module",
    new PickleWriter().call("builtins", "__import__", "os"),
    "builtins.__import__",
  ],
  [
    "loads another file through numpy",
    new PickleWriter().call("numpy", "load", "/etc/passwd"),
    "numpy.load",
  ],
  [
    "makes a function with cloudpickle",
    new PickleWriter().call("cloudpickle.cloudpickle", "_make_function"),
    "a class or function that cloudpickle saved by value",
  ],
  [
    "makes a class of its own",
    new PickleWriter().instance("__main__", "MyTransformer"),
    "__main__.MyTransformer",
  ],
  [
    "rebuilds an instance of another class",
    new PickleWriter().global("copyreg", "_reconstructor").raw(OPCODE.MARK)
      .global("os", "_wrap_close").global("builtins", "object")
      .raw(OPCODE.NONE, OPCODE.TUPLE, OPCODE.REDUCE),
    "os._wrap_close",
  ],
  [
    "makes an object of another class through a compiled factory",
    new PickleWriter().global("sklearn.neighbors._kd_tree", "newObj")
      .global("os", "system").raw(OPCODE.TUPLE1, OPCODE.REDUCE),
    "os.system",
  ],
  [
    "calls what is not a class",
    new PickleWriter().text("os.system").raw(
      OPCODE.EMPTY_TUPLE,
      OPCODE.REDUCE,
    ),
    "expected a class",
  ],
  [
    "uses the registry of extensions",
    new PickleWriter().raw(0x82, 1),
    "EXT1",
  ],
  [
    "refers to something outside",
    new PickleWriter().text("id").raw(0x51),
    "BINPERSID",
  ],
  ["expects a buffer beside it", new PickleWriter().raw(0x97), "NEXT_BUFFER"],
  ["instantiates as protocol 0 does", new PickleWriter().raw(0x69), "INST"],
  ["has an integer as text", new PickleWriter().raw(0x49), "INT"],
  [
    "has a byte that is not an opcode",
    new PickleWriter().raw(0xff),
    "not an opcode",
  ],
  [
    "says a protocol of the future",
    Uint8Array.of(OPCODE.PROTO, 6, OPCODE.NONE, OPCODE.STOP),
    "protocol 6",
  ],
  ["is empty", new Uint8Array(), "expected a pickle"],
  ["stops before there is a value", new PickleWriter(), "stack is empty"],
  [
    "takes what lies below a mark",
    new PickleWriter().raw(OPCODE.NONE, OPCODE.MARK, OPCODE.TUPLE1),
    "stack is empty",
  ],
  [
    "goes back to a mark that is not there",
    new PickleWriter().raw(OPCODE.TUPLE),
    "no mark",
  ],
  [
    "has a million marks",
    new PickleWriter().repeat(MILLION, OPCODE.MARK),
    "stack is empty",
  ],
  [
    "remembers nothing and recalls it",
    new PickleWriter().raw(OPCODE.LONG_BINGET, 255, 255, 255, 255),
    "number 4294967295",
  ],
  [
    "has a text longer than the file",
    new PickleWriter().raw(OPCODE.BINUNICODE, 255, 255, 255, 127),
    "more bytes",
  ],
  [
    "has bytes of 2^63",
    new PickleWriter().raw(OPCODE.BINBYTES8, ...little(-1, 8)),
    "more bytes",
  ],
  [
    "has an integer of two gigabytes",
    new PickleWriter().raw(OPCODE.LONG4, 255, 255, 255, 127),
    "an integer of",
  ],
  [
    "has text that is not UTF-8",
    new PickleWriter().raw(OPCODE.SHORT_BINUNICODE, 2, 0xc3, 0x28),
    "UTF-8",
  ],
  [
    "has an array of a trillion numbers in nine bytes",
    new PickleWriter().array("f8", 2 ** 40, NINE),
    "larger than the file",
  ],
  [
    "has an array of a negative size",
    new PickleWriter().array("f8", -1, NINE),
    "dimension of -1",
  ],
  [
    "has more bytes than numbers",
    new PickleWriter().array("f8", 1, NINE),
    "expected 8 bytes, found 9",
  ],
  [
    "has a trillion texts of no characters",
    new PickleWriter().array("U0", 2 ** 40, new Uint8Array()),
    "larger than the file",
  ],
  [
    "has a trillion records of no fields",
    new PickleWriter().array("V0", 2 ** 40, new Uint8Array()),
    "larger than the file",
  ],
  [
    "has an element type that is not read",
    new PickleWriter().dtype("c16"),
    'numpy dtype "c16"',
  ],
  [
    "has characters beyond Unicode",
    new PickleWriter().array("U1", 1, Uint8Array.of(255, 255, 255, 255)),
    "not a character",
  ],
  [
    "has an array that never gets its elements",
    new PickleWriter().emptyArray(),
    "no elements",
  ],
  [
    "has an array that contains itself",
    new PickleWriter().emptyArray().raw(OPCODE.MEMOIZE, OPCODE.BINGET, 0),
    "refers to itself",
  ],
  [
    "uses the bytes of one array for thousands",
    amplified(),
    "larger than the file",
  ],
  [
    "has six million lists",
    new PickleWriter().repeat(6 * MILLION, OPCODE.EMPTY_LIST),
    "say so with --max-model-mb",
  ],
  [
    "has an attribute without a name",
    new PickleWriter().instance("sklearn.a", "B").raw(
      ...[OPCODE.EMPTY_DICT, OPCODE.NONE, OPCODE.NONE],
      ...[OPCODE.SETITEM, OPCODE.BUILD],
    ),
    "no name",
  ],
  [
    "has a dict with a key and no value",
    new PickleWriter().raw(
      ...[OPCODE.EMPTY_DICT, OPCODE.MARK, OPCODE.NONE, OPCODE.SETITEMS],
    ),
    "without a value",
  ],
];

for (const [does, file, says] of refused) {
  Deno.test(`a pickle that ${does} is refused`, () => {
    const bytes = file instanceof PickleWriter ? file.end() : file;
    assertThrows(() => readPickle(bytes, "model.pkl"), ModelError, says);
  });
}

function amplified(): PickleWriter {
  const writer = new PickleWriter().data(new Uint8Array(65536))
    .raw(OPCODE.MEMOIZE).dtype("u1").raw(OPCODE.MEMOIZE);
  for (let i = 0; i < 1000; i++) {
    writer.emptyArray()
      .raw(OPCODE.MARK, OPCODE.BININT1, 1).integer(65536).raw(OPCODE.TUPLE1)
      .raw(OPCODE.BINGET, 1, OPCODE.NEWFALSE, OPCODE.BINGET, 0)
      .raw(OPCODE.TUPLE, OPCODE.BUILD);
  }
  return writer;
}

Deno.test("every name that is not known is in the sentence, not only the first", () => {
  const writer = new PickleWriter().call("os", "system", "a")
    .instance("my_package.steps", "Cleaner").raw(OPCODE.TUPLE2);
  const error = assertThrows(
    () => readPickle(writer.end(), "model.pkl"),
    ModelError,
  );
  assert(error.message.includes("os.system, my_package.steps.Cleaner"));
});

Deno.test("keys that JavaScript gives a meaning to are keys like others", () => {
  const writer = new PickleWriter().instance("sklearn.a", "B")
    .raw(OPCODE.EMPTY_DICT);
  for (const key of ["__proto__", "constructor", "toString"]) {
    writer.text(key).raw(OPCODE.EMPTY_DICT).text("polluted")
      .raw(OPCODE.NEWTRUE, OPCODE.SETITEM, OPCODE.SETITEM);
  }
  const object = readPickle(writer.raw(OPCODE.BUILD).end(), "model.pkl");
  assert(object instanceof PythonObject);
  assertEquals([...object.attributes.keys()], [
    "__proto__",
    "constructor",
    "toString",
  ]);
  assertFalse("polluted" in {});
});

Deno.test("a class whose name JavaScript gives a meaning to has no builder", () => {
  for (const name of ["__proto__", "constructor", "hasOwnProperty"]) {
    const file = readPickleFile(
      new PickleWriter().instance("sklearn.a", name).end(),
      "model.pkl",
    );
    assertThrows(
      () => buildModel(file, estimatorTables, "model.pkl"),
      ModelError,
      `sklearn.a.${name}`,
    );
  }
});

Deno.test("lists a million deep and lists that contain themselves are read and then refused", () => {
  const deep = new PickleWriter().raw(OPCODE.EMPTY_LIST)
    .repeat(MILLION, OPCODE.TUPLE1);
  const own = new PickleWriter().raw(
    ...[OPCODE.EMPTY_LIST, OPCODE.MEMOIZE, OPCODE.BINGET, 0, OPCODE.APPEND],
  );
  for (const writer of [deep, own]) {
    const file = readPickleFile(writer.end(), "model.pkl");
    assertThrows(
      () => buildModel(file, estimatorTables, "model.pkl"),
      ModelError,
      "no estimator",
    );
  }
});

Deno.test("a search whose best estimator is itself is refused", () => {
  const writer = new PickleWriter()
    .instance("sklearn.model_selection._search", "GridSearchCV")
    .raw(OPCODE.MEMOIZE, OPCODE.EMPTY_DICT).text("best_estimator_")
    .raw(OPCODE.BINGET, 0, OPCODE.SETITEM, OPCODE.BUILD);
  const file = readPickleFile(writer.end(), "model.pkl");
  assertThrows(
    () => buildModel(file, estimatorTables, "model.pkl"),
    ModelError,
    "contains itself",
  );
});

Deno.test("ten thousand searches within one another are refused", () => {
  const writer = new PickleWriter();
  const depth = 10_000;
  for (let i = 0; i < depth; i++) {
    writer.instance("sklearn.model_selection._search", "GridSearchCV")
      .raw(OPCODE.EMPTY_DICT).text("best_estimator_");
  }
  writer.raw(OPCODE.NONE).repeat(depth, OPCODE.SETITEM, OPCODE.BUILD);
  const file = readPickleFile(writer.end(), "model.pkl");
  assertThrows(
    () => buildModel(file, estimatorTables, "model.pkl"),
    ModelError,
    "levels of others",
  );
});
