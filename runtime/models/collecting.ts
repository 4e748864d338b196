import {
  inputFrame,
  type Invocation,
  type Prediction,
  predictionFrame,
  type PredictOptions,
} from "../../mlflow/mod.ts";
import type { RequestTrace } from "../request_trace.ts";
import type { Deployment, ServedRequestId } from "../../collector/mod.ts";

/** One call of a model. */
export interface PredictCall {
  readonly invocation: Invocation;
  /** The request, by the id that its client knows. */
  readonly request: ServedRequestId;
  /** When the answer is no longer wanted. */
  readonly options?: PredictOptions;
  /** What is told of the request, if it is followed. */
  readonly trace?: RequestTrace | undefined;
}

/** What answers calls: a model, or a wrapper around one. */
export type Predict = (call: PredictCall) => Prediction | Promise<Prediction>;

/** The collection of what goes into an MLflow model. */
export const MODEL_INPUTS = "model_inputs";
/** The collection of what comes out of it. */
export const MODEL_OUTPUTS = "model_outputs";

/**
 * Wraps a model so that what goes in and what comes out is recorded, both
 * under one correlation id. An input is recorded before the model sees it.
 *
 * @param predict What answers.
 * @param deployment Where the tables go.
 * @returns What answers and records; `predict` itself if neither collection is enabled.
 */
export function collecting(predict: Predict, deployment: Deployment): Predict {
  const inputs = deployment.collection(MODEL_INPUTS) !== undefined;
  const outputs = deployment.collection(MODEL_OUTPUTS) !== undefined;
  if (!inputs && !outputs) return predict;
  return (call) => {
    const { request, invocation, trace } = call;
    const requestId = request.id;
    const correlation = deployment.contextOf(request);
    if (inputs) {
      trace?.step("collect");
      const input = inputFrame(invocation.input);
      deployment.record(MODEL_INPUTS, input, { correlation, requestId });
    }
    const recordOutput = (prediction: Prediction): Prediction => {
      if (outputs) {
        trace?.step("collect");
        const output = predictionFrame(prediction);
        deployment.record(MODEL_OUTPUTS, output, { correlation, requestId });
      }
      return prediction;
    };
    const prediction = predict(call);
    return prediction instanceof Promise
      ? prediction.then(recordOutput)
      : recordOutput(prediction);
  };
}
