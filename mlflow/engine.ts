import type { NamedTensors, PredictOptions } from "./flavor.ts";
import type { TensorDType } from "../frame/mod.ts";

/** The bytes of a graph. */
export type GraphBytes = Uint8Array<ArrayBuffer>;

/** One input or output of a {@linkcode Session}. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: TensorDType;
  /** The size of each dimension, -1 for any; `undefined` where the graph does not say. */
  readonly shape: readonly number[] | undefined;
}

/**
 * How a session runs, in the names of MLflow's `onnx_session_options`. An
 * engine passes over what it has no use for.
 */
export interface SessionOptions {
  /** How far the graph is optimised at load (default `all`). */
  readonly graphOptimizationLevel?:
    | "disabled"
    | "basic"
    | "extended"
    | "layout"
    | "all";
  /** Whether independent operators may run at once (default `sequential`). */
  readonly executionMode?: "sequential" | "parallel";
  /** The threads of one operator. */
  readonly intraOpNumThreads?: number;
  /** The threads of independent operators. */
  readonly interOpNumThreads?: number;
  /** Settings of ONNX Runtime by key, as `session.use_env_allocators`. */
  readonly extraSessionConfig?: Readonly<Record<string, string>>;
}

/** A loaded graph. */
export interface Session extends AsyncDisposable {
  /** The inputs that a run must be given. */
  readonly inputs: readonly TensorInfo[];
  /** The outputs of a run, all of them tensors. */
  readonly outputs: readonly TensorInfo[];
  /**
   * Runs the graph once.
   *
   * @param feeds One tensor an input, of the input's dtype.
   * @param options `signal`: when it is aborted a run that has not begun does not begin, and the answer of one that has is dropped.
   * @returns One tensor an output.
   * @throws {Error} With the engine's own words if it refuses the tensors or fails; the signal's reason if that is aborted.
   */
  run(feeds: NamedTensors, options?: PredictOptions): Promise<NamedTensors>;
}

/**
 * What executes ONNX graphs. It is passed to the flavors that need one, so
 * that nothing but the composition root names a runtime.
 */
export interface Engine {
  /** The runtime and where it runs, as `onnxruntime wasm`. */
  readonly name: string;
  /**
   * Loads a graph whose outputs are all tensors and whose weights are inside.
   *
   * @throws {Error} With the engine's own words if it cannot.
   */
  open(graph: GraphBytes, options?: SessionOptions): Promise<Session>;
}
