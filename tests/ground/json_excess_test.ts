import { assertEquals } from "@std/assert";
import { jsonExcess } from "../../ground/json_excess.ts";

function excess(json: string, bounds: Parameters<typeof jsonExcess>[1]) {
  return jsonExcess(new TextEncoder().encode(json), bounds);
}

Deno.test("JSON is measured by how deep lists and objects stand in each other", () => {
  assertEquals(excess('[{"a": [1]}, [2]]', { depth: 3 }), undefined);
  assertEquals(excess('[{"a": [1]}, [2]]', { depth: 2 }), {
    bound: "depth",
    at: 7,
  });
  assertEquals(excess("[[],[],[],[]]", { depth: 2 }), undefined);
});

Deno.test("brackets and commas in texts of JSON count for nothing", () => {
  for (const text of ["[[[", "{{,,", '\\"[[', "\\\\", '\\\\\\"[[,,']) {
    const bounds = { depth: 1, values: 3 };
    assertEquals(excess(`["${text}", 1]`, bounds), undefined, text);
    const at = `["${text}", 1, `.length;
    assertEquals(excess(`["${text}", 1, [2]]`, { depth: 1 }), {
      bound: "depth",
      at,
    });
  }
});

Deno.test("values of JSON are counted with the lists and objects they are in", () => {
  const table = '{"data": [[1, 2], [3, 4]]}';
  assertEquals(excess(table, { values: 8 }), undefined);
  assertEquals(excess(table, { values: 7 }), { bound: "values", at: 20 });
});

Deno.test("what stands behind an excess of JSON is not looked at", () => {
  const bytes = new Uint8Array(100_000_000).fill(0x5b);
  let last = 0;
  const watched = new Proxy(bytes, {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) last = Number(key);
      return Reflect.get(target, key, target);
    },
  });
  assertEquals(jsonExcess(watched, { depth: 500 })?.at, 500);
  assertEquals(last, 500);
});

Deno.test("a text of JSON that does not end is passed over", () => {
  assertEquals(excess('["[[[[', { depth: 1 }), undefined);
  assertEquals(excess('["\\', { depth: 1 }), undefined);
  assertEquals(excess("", { depth: 1, values: 1 }), undefined);
});

Deno.test("different keys of JSON are counted wherever they stand, and one that is repeated once", () => {
  const keys = (count: number, other: (i: number) => string) =>
    `[${
      Array.from({ length: count }, (_, i) => `{${other(i)}: ":"}`).join(",")
    }]`;
  const bounds = { keys: 100 };
  assertEquals(excess(keys(5000, () => '"a"'), bounds), undefined);
  assertEquals(excess(keys(100, (i) => `"${i}"`), bounds), undefined);
  assertEquals(
    excess(keys(150, (i) => `"${i}" \n`), bounds)?.bound,
    "keys",
  );
  const values = Array.from({ length: 5000 }, (_, i) => `"${i}"`).join(",");
  assertEquals(excess(`[${values}]`, bounds), undefined);
  assertEquals(excess('{"a', { keys: 0 }), undefined);
});
