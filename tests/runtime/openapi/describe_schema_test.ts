import { assertEquals } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as v from "valibot";
import { describeSchema } from "../../../runtime/openapi/describe_schema.ts";
import { serviceSchemas } from "../../../runtime/openapi/service_schemas.ts";
import { OTHER_PIPES, SCHEMA_KINDS, TEXT_PIPES } from "./schema_kinds.ts";

const ALL_KINDS = { ...SCHEMA_KINDS, ...TEXT_PIPES, ...OTHER_PIPES };
const SIDES = ["input", "output"] as const;

/** What no JSON is, what nothing is, and what only its author can tell. */
const WITHOUT_EXAMPLE = [
  "bigint",
  "blob",
  "custom",
  "date",
  "examples that are none",
  "file",
  "function",
  "instance",
  "json",
  "lazy that needs its value",
  "length that is none",
  "literal bigint",
  "literal symbol",
  "map",
  "max of a bigint",
  "max of a date",
  "metadata",
  "multiple of nothing",
  "nan",
  "never",
  "picklist of nothing",
  "promise",
  "regex of sets",
  "set",
  "size of a set",
  "symbol",
  "undefined",
  "union of nothing",
  "values",
  "void",
];
/** What a schema makes of what came in, and JSON cannot hold. */
const WITHOUT_OUTPUT = [
  "optional with a bigint",
  "optional with a date",
  "to date",
];

Deno.test("describeSchema gives an example for all that JSON can hold", async () => {
  const without = { input: [] as string[], output: [] as string[] };
  for (const [name, schema] of Object.entries(ALL_KINDS)) {
    for (const side of SIDES) {
      const described = await describeSchema(schema, side);
      if (!("example" in described)) without[side].push(name);
    }
  }
  assertEquals(without.input.sort(), WITHOUT_EXAMPLE);
  assertEquals(
    without.output.sort(),
    [...WITHOUT_EXAMPLE, ...WITHOUT_OUTPUT].sort(),
  );
});

Deno.test("describeSchema gives examples that the schema takes, and that its description takes", async () => {
  const refused: string[] = [];
  for (const [name, schema] of Object.entries(ALL_KINDS)) {
    for (const side of SIDES) {
      const described = await describeSchema(schema, side);
      const root = "#/$defs/";
      const $defs = serviceSchemas("S", described, { dialect: "3.1", root });
      const fits = new Ajv2020({ strict: false, validateFormats: false })
        .compile({ $defs, $ref: "#/$defs/S" });
      if (!("example" in described)) continue;
      const { example } = described;
      if (!fits(example)) refused.push(`${side} ${name}: by its description`);
      if (side === "output") continue;
      const { success } = await v.safeParseAsync(schema, example);
      if (!success) refused.push(`${name}: by itself`);
    }
  }
  assertEquals(refused, []);
});

Deno.test("describeSchema finds an example where only the checks tell what fits", async () => {
  const schema = v.object({
    age: v.pipe(v.number(), v.minValue(18), v.check((age) => age % 5 === 0)),
    ips: v.pipe(v.array(v.pipe(v.string(), v.ip())), v.minLength(2)),
    since: v.optional(v.pipe(v.string(), v.isoDate())),
    custom: v.optional(v.date()),
    zone: v.pipe(v.string(), v.endsWith(".org")),
  });
  assertEquals((await describeSchema(schema, "input")).example, {
    age: 20,
    ips: ["192.0.2.1", "192.0.2.1"],
    since: "2026-01-31",
    zone: ".org",
  });
});

Deno.test("describeSchema ends where a check refuses all or throws", async () => {
  let calls = 0;
  const text = v.pipe(
    v.string(),
    v.check(() => {
      calls += 1;
      return calls < 0;
    }),
  );
  const many = v.object(Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`m${index}`, v.optional(text)]),
  ));
  const { example, ...described } = await describeSchema(many, "input");
  assertEquals([described.type, example], ["object", undefined]);
  const throws = v.pipe(
    v.string(),
    v.check((value) => JSON.parse(value) === "never"),
  );
  assertEquals(await describeSchema(throws, "output"), { type: "string" });
});

Deno.test("describeSchema gives as output what the schema makes of its input", async () => {
  const schema = v.pipe(v.string(), v.transform(Number), v.number());
  assertEquals(await describeSchema(schema, "output"), {
    type: "number",
    example: 1,
  });
});
