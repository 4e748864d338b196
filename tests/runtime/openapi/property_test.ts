import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import * as v from "valibot";
import { describeSchema } from "../../../runtime/openapi/describe_schema.ts";
import { SWAGGER_VERSIONS, swaggerDocument } from "../../../runtime/swagger.ts";
import { openApiProblems } from "../../tools/openapi_problems.ts";
import { OTHER_PIPES, SCHEMA_KINDS, TEXT_PIPES } from "./schema_kinds.ts";

const NAMES = { title: "ML service", version: "1.0" };

/** What is wrong with the documents of a module that has a schema, in all versions. */
async function problemsOf(schema: v.GenericSchema): Promise<string[]> {
  const api = {
    input: await describeSchema(schema, "input"),
    output: await describeSchema(schema, "output"),
  };
  const problems: string[] = [];
  for (const version of SWAGGER_VERSIONS) {
    const text = JSON.stringify(swaggerDocument(api, version, NAMES));
    for (const problem of await openApiProblems(JSON.parse(text))) {
      problems.push(`${version}: ${problem} ${text}`);
    }
  }
  return problems;
}

for (
  const [kind, schemas] of [
    ["schemas", SCHEMA_KINDS],
    ["pipes of texts", TEXT_PIPES],
    ["other pipes", OTHER_PIPES],
  ] as const
) {
  Deno.test(`openapi: ${kind} of every kind give valid documents in all versions`, async (t) => {
    for (const [name, schema] of Object.entries(schemas)) {
      await t.step(name, async () => {
        assertEquals(await problemsOf(schema), []);
        assertEquals(await problemsOf(v.object({ inside: schema })), []);
      });
    }
  });
}

const leaves = fc.constantFrom(
  ...Object.values({ ...SCHEMA_KINDS, ...TEXT_PIPES, ...OTHER_PIPES }),
);

function wraps(inner: fc.Arbitrary<v.GenericSchema>) {
  const some = fc.array(inner, { maxLength: 3 });
  return fc.oneof(
    inner.map((one) => v.array(one)),
    inner.map((one) => v.nullable(one)),
    inner.map((one) => v.nullish(one)),
    inner.map((one) => v.record(v.string(), one)),
    inner.map((one) => v.lazy(() => one)),
    inner.map((one) => v.pipe(one, v.description("described"))),
    some.map((all) => v.union(all)),
    some.map((all) => v.intersect(all)),
    some.map((all) => v.tuple(all)),
    some.map((all) => v.strictTuple(all)),
    fc.tuple(inner, some).map(([rest, all]) => v.tupleWithRest(all, rest)),
    fc.dictionary(fc.string(), inner, { maxKeys: 3 })
      .map((entries) => v.object(entries)),
    fc.dictionary(fc.string(), inner, { maxKeys: 3 })
      .map((entries) => v.strictObject(entries)),
    fc.tuple(inner, fc.dictionary(fc.string(), inner, { maxKeys: 3 }))
      .map(([rest, entries]) => v.objectWithRest(entries, rest)),
  ) as fc.Arbitrary<v.GenericSchema>;
}

Deno.test("openapi: schemas inside of schemas give valid documents in all versions", async () => {
  const two = fc.oneof(leaves, wraps(leaves));
  const three = fc.oneof(two, wraps(two));
  await fc.assert(
    fc.asyncProperty(wraps(three), async (schema) => {
      assertEquals(await problemsOf(schema), []);
    }),
    { numRuns: 60 },
  );
});
