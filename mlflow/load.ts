import { jsonExcess, MAX_JSON_DEPTH } from "../ground/json_excess.ts";
import { reasonOf } from "../ground/reason_of.ts";
import type { ArtifactStore } from "./artifact_store.ts";
import { InputError, ModelError } from "./errors.ts";
import type {
  Flavor,
  ModelInput,
  Params,
  Prediction,
  PredictOptions,
  Predictor,
} from "./flavor.ts";
import type { ModelLimits } from "./model_limits.ts";
import { forwardSlashes } from "./forward_slashes.ts";
import { type ModelSpec, parseMlmodel } from "./mlmodel.ts";
import { PlainInput } from "./plain_input.ts";
import { sampleRequest } from "./sample_request.ts";
import { readInvocation } from "./protocol/invocations.ts";
import type { Signature } from "./signature.ts";

const MLMODEL = "MLmodel";
/** Examples are a few rows; a model with a larger one is served without it. */
const MAX_EXAMPLE_BYTES = 16 * 1024 * 1024;

/** A model that was loaded, with what its folder says of it. */
export class LoadedModel implements AsyncDisposable {
  /** What `MLmodel` says. */
  readonly spec: ModelSpec;
  /** The name of the flavor that serves it, as `xgboost`. */
  readonly flavor: string;
  /** The signature, if the model was logged with one. */
  readonly signature: Signature | undefined;
  /** What answers. */
  readonly predictor: Predictor;
  /** The parsed `input_example.json`, if there is one. */
  readonly inputExample: unknown;
  /** The parsed `serving_input_example.json`, a body for `/invocations`, if there is one. */
  readonly servingInput: unknown;
  /** What is odd about the model though it can be served, one sentence each. */
  readonly warnings: readonly string[];

  /** Puts the parts together; {@linkcode loadModel} makes them. */
  constructor(
    spec: ModelSpec,
    predictor: Predictor,
    options: {
      readonly flavor: string;
      readonly inputExample?: unknown;
      readonly servingInput?: unknown;
      readonly warnings?: readonly string[];
    },
  ) {
    this.spec = spec;
    this.flavor = options.flavor;
    this.signature = spec.signature;
    this.predictor = predictor;
    this.inputExample = options.inputExample;
    this.servingInput = options.servingInput;
    this.warnings = options.warnings ?? [];
  }

  /**
   * Predicts. The signature is not looked at: the reader of the request has done that.
   *
   * @param input The rows.
   * @param params The parameters.
   * @param options When the answer is no longer wanted.
   * @returns One answer a row.
   * @throws {InputError} If the model cannot take the input.
   */
  predict(
    input: ModelInput | PlainInput,
    params?: Params,
    options?: PredictOptions,
  ): Prediction | Promise<Prediction> {
    if (input instanceof PlainInput) {
      throw new InputError(
        `Cannot predict on plain JSON: a model of flavor "${this.flavor}" takes a table or arrays`,
      );
    }
    return this.predictor.predict(input, params, options);
  }

  /** Frees what the model holds. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.predictor[Symbol.asyncDispose]();
  }
}

/**
 * Loads an MLflow model: reads `MLmodel`, opens it with the flavor that serves
 * it, and predicts once on its own example. A failure of that is a warning.
 *
 * @param store Where the files are.
 * @param flavors The flavors that can be served, best first.
 * @param limits How large its files may become.
 * @returns The model.
 * @throws {ModelError} If a file cannot be understood, or no flavor serves the model.
 */
export async function loadModel(
  store: ArtifactStore,
  flavors: readonly Flavor[],
  limits: ModelLimits = {},
): Promise<LoadedModel> {
  const text = new TextDecoder().decode(await store.read(MLMODEL));
  const spec = parseMlmodel(text, `${store.location}/${MLMODEL}`, limits);
  const files = forwardSlashes(store);
  const flavor = chooseFlavor(spec, flavors, store.location);
  const warnings: string[] = [];
  const inputExample = await readExample(
    files,
    spec.inputExamplePath,
    warnings,
  );
  const servingInput = await readExample(
    files,
    spec.servingInputPath,
    warnings,
  );
  const predictor = await flavor.open(files, spec, limits);
  const options = { flavor: flavor.name, inputExample, servingInput, warnings };
  const model = new LoadedModel(spec, predictor, options);
  try {
    await smokeTest(model, warnings);
  } catch (error) {
    await predictor[Symbol.asyncDispose]();
    throw error;
  }
  return model;
}

/**
 * The flavor that `python_function` loads, as Python would; else the first of
 * the list that the model has.
 */
function chooseFlavor(
  spec: ModelSpec,
  flavors: readonly Flavor[],
  location: string,
): Flavor {
  const loader = spec.flavors.get("python_function")?.loader_module;
  if (typeof loader === "string") {
    const name = loader.replace(/^mlflow\./, "").split(".")[0];
    const flavor = flavors.find((flavor) => flavor.name === name);
    if (flavor !== undefined && spec.flavors.has(flavor.name)) return flavor;
  }
  const flavor = flavors.find((flavor) => spec.flavors.has(flavor.name));
  if (flavor !== undefined) return flavor;
  throw new ModelError(
    `Cannot serve ${location}: it has the flavors ${
      [...spec.flavors.keys()].join(", ") || "(none)"
    }; those served are ${flavors.map((flavor) => flavor.name).join(", ")}`,
  );
}

async function readExample(
  store: ArtifactStore,
  path: string | undefined,
  warnings: string[],
): Promise<unknown> {
  if (path === undefined || !path.endsWith(".json")) return undefined;
  try {
    if (!await store.exists(path)) return undefined;
    const bytes = await store.read(path);
    if (bytes.length > MAX_EXAMPLE_BYTES) {
      warnings.push(
        `The example ${path} is not used: it has ${bytes.length} bytes, at most ${MAX_EXAMPLE_BYTES} are read`,
      );
      return undefined;
    }
    if (jsonExcess(bytes, { depth: MAX_JSON_DEPTH }) !== undefined) {
      warnings.push(
        `The example ${path} is not used: it is nested deeper than ${MAX_JSON_DEPTH} levels`,
      );
      return undefined;
    }
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    warnings.push(
      `The example ${path} is not used: ${reasonOf(error)}`,
    );
    return undefined;
  }
}

async function smokeTest(
  model: LoadedModel,
  warnings: string[],
): Promise<void> {
  if (model.servingInput === undefined && model.inputExample === undefined) {
    return;
  }
  try {
    const body = new TextEncoder().encode(
      JSON.stringify(sampleRequest(model, { protocol: "mlflow" })),
    );
    const { input, params } = readInvocation(
      body,
      "application/json",
      model.signature,
    );
    await model.predict(input, params);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    warnings.push(
      `The model cannot predict on its own example: ${reasonOf(error)}`,
    );
  }
}
