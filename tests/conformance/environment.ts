import {
  type PythonEnvironment,
  pythonEnvironment,
} from "../tools/python_environment.ts";

/** The real peers that Samla is compared with, and their exact releases. */
const ENVIRONMENTS = {
  mlflow: [
    "mlflow==3.17.2",
    "scikit-learn==1.9.1",
    "xgboost-cpu==3.2.0",
    "tritonclient[grpc,http]==2.73.0",
  ],
  azureml: [
    "azureml-inference-server-http==1.5.1",
    "azureml-ai-monitoring==1.0.0",
  ],
} as const;

/** The name of an environment with peers in it. */
export type PeerEnvironment = keyof typeof ENVIRONMENTS;

/**
 * The environment of some peers; made with pip if it is not there yet.
 *
 * @param name Which peers.
 * @returns The environment.
 * @throws {Error} When pip fails.
 */
export function peerEnvironment(
  name: PeerEnvironment,
): Promise<PythonEnvironment> {
  return pythonEnvironment(`peers-${name}`, ENVIRONMENTS[name]);
}
