/**
 * The list of protocols: one line each. What stands here is mounted, and is
 * what an MLflow model can be asked in.
 *
 * @module
 */
export { AZURE } from "./azure.ts";
export { KSERVE_V1 } from "./kserve_v1.ts";
export { MLFLOW } from "./mlflow.ts";
export { OPEN_INFERENCE } from "./open_inference.ts";
