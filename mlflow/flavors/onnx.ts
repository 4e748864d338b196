import { reasonOf } from "../../ground/reason_of.ts";
import type { ArtifactStore } from "../artifact_store.ts";
import type { Engine, Session, TensorInfo } from "../engine.ts";
import { InputError, ModelError } from "../errors.ts";
import type {
  Flavor,
  ModelInput,
  ModelSummary,
  Params,
  Prediction,
  PredictOptions,
  Predictor,
} from "../flavor.ts";
import { DataFrame } from "../../frame/mod.ts";
import type { FlavorConfig, ModelSpec } from "../mlmodel.ts";
import { outlineGraph } from "../onnx/graph_outline.ts";
import { inlineWeights } from "../onnx/inline_weights.ts";
import { type OutputPlan, plainOutputs } from "../onnx/plain_outputs.ts";
import { frameAnswer, namedAnswer } from "./onnx/answer.ts";
import { feedsOf } from "./onnx/feeds.ts";
import { checkGraph } from "./onnx/check_graph.ts";
import {
  readOtherProviders,
  readSessionOptions,
} from "./onnx/session_options.ts";
import { summarise } from "./onnx/summary.ts";
import type { RowLayout } from "./onnx/tensor_column.ts";

export type { RowLayout };

/** Options of {@linkcode onnxFlavor}. */
export interface OnnxFlavorOptions {
  /**
   * What becomes of an output of several dimensions when a frame was asked.
   * MLflow flattens it, so that a matrix of two rows and two columns is four
   * rows of the answer; `list` answers one row a row, with a list where the
   * output has several values.
   *
   * @default {"flatten"}
   */
  readonly rows?: RowLayout;
  /** Is told what of a model's settings was passed over, at load. */
  readonly onWarning?: (message: string) => void;
}

/**
 * The flavor `onnx`: graphs of ONNX operators, run by an engine.
 *
 * Answers as MLflow's `pyfunc` does: a frame for a frame, with each output
 * flattened to a column, and named tensors for arrays; the maps of a `ZipMap`
 * come one a row. Parameters are ignored, and so are execution providers.
 *
 * @param engine What runs the graphs: `ortWeb(…)`, or on a host `ortNative()`.
 * @param options How answers are laid out, and who is warned.
 * @returns The flavor.
 *
 * @example Usage
 * ```ts ignore
 * import { ortWeb } from "./mlflow/engines/ort_web.ts";
 * import { readOrtWasm } from "./mlflow/host/ort_wasm.ts";
 *
 * const flavor = onnxFlavor(ortWeb(readOrtWasm));
 * ```
 */
export function onnxFlavor(
  engine: Engine,
  options: OnnxFlavorOptions = {},
): Flavor {
  const { rows = "flatten", onWarning } = options;
  return {
    name: "onnx",
    async open(store: ArtifactStore, model: ModelSpec): Promise<Predictor> {
      const config = model.flavors.get("onnx") ?? {};
      const path = graphPath(config, model);
      const sessionOptions = readSessionOptions(config);
      const file = await store.read(path);
      const outline = outlineGraph(file);
      checkGraph(outline, path);
      const whole = await inlineWeights(file, store, {
        path,
        files: outline.externalFiles,
      });
      const plain = plainOutputs(whole);
      let session: Session;
      try {
        session = await engine.open(plain.model, sessionOptions);
      } catch (error) {
        if (error instanceof ModelError) throw error;
        throw new ModelError(
          `Cannot load "${path}": ${engine.name} refuses the graph: ${
            messageOf(error)
          }`,
          { cause: error },
        );
      }
      const others = readOtherProviders(config);
      if (others.length > 0) {
        onWarning?.(
          `The model asks for ${
            others.join(", ")
          }: it is run by ${engine.name} instead`,
        );
      }
      const summary = summarise(outline, {
        config,
        engine: engine.name,
        session,
        outputs: plain.outputs,
      });
      return new OnnxPredictor(session, plain.outputs, { rows, summary });
    },
  };
}

class OnnxPredictor implements Predictor {
  readonly summary: ModelSummary;
  readonly #session: Session;
  readonly #inputs: readonly TensorInfo[];
  readonly #plans: readonly OutputPlan[];
  readonly #rows: RowLayout;

  constructor(
    session: Session,
    plans: readonly OutputPlan[],
    options: { readonly rows: RowLayout; readonly summary: ModelSummary },
  ) {
    this.summary = options.summary;
    this.#session = session;
    this.#inputs = session.inputs;
    this.#plans = plans;
    this.#rows = options.rows;
  }

  async predict(
    input: ModelInput,
    _params?: Params,
    options: PredictOptions = {},
  ): Promise<Prediction> {
    const feeds = feedsOf(input, this.#inputs);
    let answered;
    try {
      answered = await this.#session.run(feeds, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw new InputError(
        "Cannot run the model on this input: an operator of the graph refused it",
        { cause: error },
      );
    }
    return input instanceof DataFrame
      ? frameAnswer(answered, this.#plans, this.#rows)
      : namedAnswer(answered, this.#plans);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
  }
}

function graphPath(config: FlavorConfig, model: ModelSpec): string {
  const path = config["data"] ??
    model.flavors.get("python_function")?.["data"] ?? "model.onnx";
  if (typeof path === "string") return path;
  throw new ModelError(
    'Cannot read "data" of the onnx flavor in MLmodel: expected the path of the graph, as "model.onnx"',
  );
}

function messageOf(error: unknown): string {
  const text = reasonOf(error);
  // The runtime begins with the place in its own sources.
  return text.replaceAll(/\/\S+\.(?:cc|h):\d+ /g, "").replaceAll(/\s+/g, " ")
    .trim().slice(0, 500);
}
