import SwaggerParser from "@apidevtools/swagger-parser";
import { Validator } from "@seriousme/openapi-schema-validator";

type ApiDocument = Exclude<
  Parameters<typeof SwaggerParser.validate>[0],
  string
>;

/** A document of OpenAPI, as JSON. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

/** What two validators that know nothing of each other find wrong in a document. */
export async function openApiProblems(
  document: OpenApiDocument,
): Promise<string[]> {
  const problems: string[] = [];
  const result = await new Validator().validate(structuredClone(document));
  if (!result.valid) problems.push(JSON.stringify(result.errors));
  try {
    // It resolves references in place.
    await SwaggerParser.validate(
      structuredClone(document) as unknown as ApiDocument,
    );
  } catch (error) {
    problems.push(String(error));
  }
  return problems;
}
