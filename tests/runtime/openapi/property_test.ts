import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import * as v from "valibot";
import {
  inputSchema,
  outputSchema,
  parseSignature,
} from "../../../mlflow/mod.ts";
import { describeSchema } from "../../../runtime/openapi/describe_schema.ts";
import type { SchemaObject } from "../../../runtime/openapi/schema_object.ts";
import { serviceSchemas } from "../../../runtime/openapi/service_schemas.ts";
import { SWAGGER_VERSIONS, swaggerDocument } from "../../../runtime/swagger.ts";
import {
  type OpenApiDocument,
  openApiProblems,
} from "../../tools/openapi_problems.ts";
import { OTHER_PIPES, SCHEMA_KINDS, TEXT_PIPES } from "./schema_kinds.ts";

const ALL_KINDS = { ...SCHEMA_KINDS, ...TEXT_PIPES, ...OTHER_PIPES };

/** What is wrong with the documents that have all these schemas, in all versions. */
async function problemsOf(schemas: readonly v.GenericSchema[]) {
  return await problemsIn(
    await Promise.all(
      schemas.flatMap((schema) => [
        describeSchema(schema, "input"),
        describeSchema(schema, "output"),
      ]),
    ),
  );
}

async function problemsIn(described: readonly SchemaObject[]) {
  const [input = {}, output = {}] = described;
  const problems: string[] = [];
  for (const version of SWAGGER_VERSIONS) {
    const document = swaggerDocument({ input, output }, version, {
      pathPrefix: "",
      title: "ML service",
      version: "1.0",
    });
    const root = version === "2" ? "#/definitions/" : "#/components/schemas/";
    const held = (version === "2" ? document : document.components) as Record<
      string,
      OpenApiDocument
    >;
    Object.assign(
      held[version === "2" ? "definitions" : "schemas"] ?? {},
      ...described.map((one, index) =>
        serviceSchemas(`Schema${index}`, one, { dialect: version, root })
      ),
    );
    const text = JSON.stringify(document);
    for (const problem of await openApiProblems(JSON.parse(text))) {
      problems.push(`${version}: ${problem}`);
    }
  }
  return problems;
}

Deno.test("openapi: a schema of every kind, with every pipe, gives valid documents in all versions", async () => {
  assertEquals(await problemsOf(Object.values(ALL_KINDS)), []);
});

Deno.test("openapi: a schema of every kind is valid as a member of an object", async () => {
  const inside = Object.values(ALL_KINDS).map((schema) =>
    v.object({ inside: schema })
  );
  assertEquals(await problemsOf(inside), []);
});

const leaves = fc.constantFrom(...Object.values(ALL_KINDS));

function wraps(inner: fc.Arbitrary<v.GenericSchema>) {
  const some = fc.array(inner, { maxLength: 3 });
  const entries = fc.dictionary(fc.string(), inner, { maxKeys: 3 });
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
    entries.map((members) => v.object(members)),
    entries.map((members) => v.strictObject(members)),
    fc.tuple(inner, entries)
      .map(([rest, members]) => v.objectWithRest(members, rest)),
  ) as fc.Arbitrary<v.GenericSchema>;
}

Deno.test("openapi: schemas inside of schemas give valid documents in all versions", async () => {
  const two = fc.oneof(leaves, wraps(leaves));
  const three = wraps(fc.oneof(two, wraps(two)));
  await fc.assert(
    fc.asyncProperty(
      fc.array(three, { minLength: 30, maxLength: 30 }),
      async (schemas) => assertEquals(await problemsOf(schemas), []),
    ),
    { numRuns: 10 },
  );
});

/** A signature of MLflow of each kind; its parts are JSON in texts. */
const SIGNATURES: readonly Readonly<Record<string, unknown>>[] = [
  [
    ...["integer", "long", "float", "double", "string", "boolean", "binary"],
    ...["datetime", "any"],
  ].map((type) => ({ type, name: `c ${type}`, required: type !== "long" })),
  [{ type: "double" }, { type: "string" }],
  [{
    type: "array",
    name: "a",
    items: { type: "map", values: { type: "long" } },
  }],
  [{
    type: "object",
    name: "o",
    properties: { "x/y": { type: "string", required: false } },
  }],
  [{ type: "tensor", "tensor-spec": { dtype: "float32", shape: [-1, 28, 0] } }],
  [
    {
      type: "tensor",
      name: "ids",
      "tensor-spec": { dtype: "str", shape: [-1, 2] },
    },
  ],
].map((columns) => JSON.stringify(columns)).flatMap((columns) => [
  { inputs: columns, outputs: columns, params: null },
  {
    inputs: columns,
    outputs: null,
    params: JSON.stringify([
      { name: "top k", type: "long", default: 3, shape: null },
      { name: "stop", type: "string", default: ["a"], shape: [-1] },
    ]),
  },
]);

Deno.test("openapi: signatures of MLflow of every kind give valid documents in all versions", async () => {
  const signatures = [undefined, ...SIGNATURES.map(parseSignature)];
  const schemas = signatures.flatMap((signature) => [
    inputSchema(signature),
    outputSchema(signature),
  ]);
  assertEquals(await problemsIn(schemas), []);
});
