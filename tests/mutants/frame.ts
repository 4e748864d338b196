import type { Mutant } from "./mutant.ts";

/** Faults in `ground/` and `frame/`. */
export const frameMutants: readonly Mutant[] = [
  {
    name: "a cell may be nested without end",
    file: "frame/json_value.ts",
    find: "parents.length === MAX_DEPTH",
    replace: "parents.length === Infinity",
    tests: ["tests/frame/json_value_test.ts"],
  },
  {
    name: "an object that holds itself is written for ever",
    file: "frame/json_value.ts",
    find: "if (parents.includes(value)) {",
    replace: "if (parents.length > 1e9) {",
    tests: ["tests/frame/records_json_test.ts"],
  },
  {
    name: "bytes that are no text are written as if they were",
    file: "frame/json_value.ts",
    find: "{ fatal: true }",
    replace: "{ fatal: false }",
    tests: ["tests/frame/records_json_test.ts"],
  },
  {
    name: "a number that JSON has not is written",
    file: "frame/json_value.ts",
    find: 'Number.isFinite(value) ? String(value) : "null"',
    replace: "String(value)",
    tests: ["tests/frame/records_json_test.ts"],
  },
  {
    name: "text takes more bytes than there is room",
    file: "frame/byte_writer.ts",
    find: "this.#reserve(text.length * 3);",
    replace: "this.#reserve(text.length);",
    tests: ["tests/frame/byte_writer_test.ts"],
  },
  {
    name: "an escape has too few digits",
    file: "ground/unicode_escape.ts",
    find: 'padStart(4, "0")',
    replace: 'padStart(2, "0")',
    tests: ["tests/ground/unicode_escape_test.ts"],
  },
  {
    name: "a wait grows without end",
    file: "ground/backoff.ts",
    find: "Math.min(maxMs, ",
    replace: "Math.max(0, ",
    tests: ["tests/ground/backoff_test.ts"],
  },
  {
    name: "a stream is read beyond its limit",
    file: "ground/read_at_most.ts",
    find: "if (length > maxBytes) return undefined;",
    replace: "",
    tests: ["tests/ground/read_at_most_test.ts"],
  },
  {
    name: "a stream of just its limit is given up",
    file: "ground/read_at_most.ts",
    find: "length > maxBytes",
    replace: "length >= maxBytes",
    tests: ["tests/ground/read_at_most_test.ts"],
  },
];
