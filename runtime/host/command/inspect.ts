import {
  describeType,
  type LoadedModel,
  type ModelLimits,
  sampleRequest,
  type Schema,
} from "../../../mlflow/mod.ts";
import { ConfigurationError } from "../configuration_error.ts";
import type { FetchModelOptions } from "../fetch_model.ts";
import { findTarget } from "../find_target.ts";
import { openMlflow } from "../open_model.ts";

/**
 * Says what a model is: its flavor and library, what is inside it, its
 * signature, and a request to try.
 *
 * @param target An MLflow model directory, or the URI of a model.
 * @param options Where downloaded models are kept, how large files may become, and the log.
 * @returns The text, one fact a line.
 * @throws {ConfigurationError} If there is no such model, or it cannot be served; the message says which part and why.
 */
export async function inspect(
  target: string,
  options: FetchModelOptions & { readonly limits: ModelLimits },
): Promise<string> {
  const found = await findTarget(target, options);
  if (found.kind !== "mlflow") {
    throw new ConfigurationError(
      `Cannot inspect ${target}: expected an MLflow model directory or the URI of a model`,
    );
  }
  await using loaded = await openMlflow(found.path, options);
  return [
    `model      ${
      found.uri === undefined ? "" : `${found.uri}, in `
    }${found.path}`,
    ...modelLines(loaded),
    "",
    "A request to try, as the body of POST /invocations:",
    JSON.stringify(sampleRequest(loaded, { protocol: "mlflow" })),
    "",
  ].join("\n");
}

/** More columns than this are counted, not listed. */
const MAX_COLUMNS = 20;

/**
 * What a model is, in lines of a fact each.
 *
 * @param loaded The model.
 * @returns The lines.
 */
export function modelLines(loaded: LoadedModel): string[] {
  const { library, structure } = loaded.predictor.summary;
  const { mlflowVersion } = loaded.spec;
  const { inputs, outputs, params } = loaded.signature ?? {};
  return [
    `flavor     ${loaded.flavor} (${library}${
      mlflowVersion === undefined ? "" : `, logged by MLflow ${mlflowVersion}`
    })`,
    ...labelled("inside", structure),
    ...labelled("inputs", schemaLines(inputs)),
    ...labelled("outputs", schemaLines(outputs)),
    ...(params === undefined ? [] : labelled(
      "params",
      params.map((param) =>
        `${param.name}: ${describeType(param.type)}, default ${
          JSON.stringify(param.defaultValue)
        }`
      ),
    )),
  ];
}

function schemaLines(schema: Schema | undefined): string[] {
  if (schema === undefined) return ["not in the signature"];
  const lines = schema.kind === "columns"
    ? schema.columns.map(({ name, type, required }) =>
      named(name, `${describeType(type)}${required ? "" : ", optional"}`)
    )
    : schema.tensors.map(({ name, dtype, shape }) =>
      named(name, `tensor of ${dtype}, shape (${shape.join(", ")})`)
    );
  if (lines.length <= MAX_COLUMNS) return lines;
  const hidden = lines.length - MAX_COLUMNS;
  return [...lines.slice(0, MAX_COLUMNS), `and ${hidden} more`];
}

function named(name: string | number | undefined, type: string): string {
  return name === undefined ? type : `${name}: ${type}`;
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => (i === 0 ? label : "").padEnd(11) + line);
}
