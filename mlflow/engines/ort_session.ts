import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { Tensor, type TensorData, type TensorDType } from "../../frame/mod.ts";
import type { Session, SessionOptions, TensorInfo } from "../engine.ts";
import type { NamedTensors, PredictOptions } from "../flavor.ts";

/** What both packages of ONNX Runtime export, as far as it is needed here. */
export interface OrtRuntime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof OrtTensor;
}

/** The dtypes that both sides have; bfloat16, complex and 4-bit numbers are not among them. */
const DTYPES: Readonly<Record<string, TensorDType>> = {
  bool: "bool",
  int8: "int8",
  int16: "int16",
  int32: "int32",
  int64: "int64",
  uint8: "uint8",
  uint16: "uint16",
  uint32: "uint32",
  uint64: "uint64",
  float16: "float16",
  float32: "float32",
  float64: "float64",
  string: "str",
};

/** Errors are thrown and told there; the log would show the values of a request on the console. */
const RUN_OPTIONS: InferenceSession.RunOptions = { logSeverityLevel: 4 };

/** What the wasm build says of a dimension that is not fixed. */
const ANY_WASM = 2 ** 32 - 1;

/**
 * Opens a graph with a package of ONNX Runtime.
 *
 * @param runtime The package.
 * @param graph The graph.
 * @param options How it runs.
 * @returns The session.
 * @throws {Error} With the runtime's own words if it cannot, or if an input or output is not a tensor of a known dtype.
 */
export async function openOrtSession(
  runtime: OrtRuntime,
  graph: Uint8Array<ArrayBuffer>,
  options: SessionOptions = {},
): Promise<Session> {
  const session = await runtime.InferenceSession.create(
    graph,
    ortOptions(options),
  );
  try {
    return new OrtSession(runtime, session);
  } catch (error) {
    await session.release();
    throw error;
  }
}

function ortOptions(options: SessionOptions): InferenceSession.SessionOptions {
  const {
    graphOptimizationLevel,
    executionMode,
    intraOpNumThreads,
    interOpNumThreads,
    extraSessionConfig,
  } = options;
  return {
    // Not on the console, either.
    logSeverityLevel: 4,
    ...(graphOptimizationLevel === undefined ? {} : { graphOptimizationLevel }),
    ...(executionMode === undefined ? {} : { executionMode }),
    ...(intraOpNumThreads === undefined ? {} : { intraOpNumThreads }),
    ...(interOpNumThreads === undefined ? {} : { interOpNumThreads }),
    ...(extraSessionConfig === undefined ? {} : { extra: extraSessionConfig }),
  };
}

class OrtSession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #runtime: OrtRuntime;
  readonly #session: InferenceSession;

  constructor(runtime: OrtRuntime, session: InferenceSession) {
    this.#runtime = runtime;
    this.#session = session;
    this.inputs = session.inputMetadata.map(infoOf);
    this.outputs = session.outputMetadata.map(infoOf);
  }

  async run(
    feeds: NamedTensors,
    options: PredictOptions = {},
  ): Promise<NamedTensors> {
    options.signal?.throwIfAborted();
    const given: Record<string, OrtTensor> = {};
    for (const name of Object.keys(feeds)) {
      given[name] = this.#toOrt(feeds[name]!);
    }
    const answered = await this.#session.run(given, RUN_OPTIONS);
    // The runtime cannot be stopped in the middle of a run.
    options.signal?.throwIfAborted();
    const result: Record<string, Tensor> = {};
    for (const { name, dtype } of this.outputs) {
      const { data, dims } = answered[name]!;
      result[name] = new Tensor(
        dtype,
        dims,
        dtype === "float16" ? fromHalf(data) : ownData(data),
      );
    }
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }

  #toOrt(tensor: Tensor): OrtTensor {
    const { dtype, shape, data } = tensor;
    // The constructor has an overload a dtype; which one is known only here, at run time.
    if (dtype !== "float16") {
      const type = dtype === "str" ? "string" : dtype;
      return Reflect.construct(this.#runtime.Tensor, [type, data, shape]);
    }
    const halves = toHalf(data);
    const made = Reflect.construct(this.#runtime.Tensor, [
      dtype,
      halves,
      shape,
    ]);
    // The constructor makes it a Float16Array, of which native code sees no byte.
    Reflect.set(made, "cpuData", halves);
    return made;
  }
}

function infoOf(metadata: InferenceSession.ValueMetadata): TensorInfo {
  const { name } = metadata;
  if (!metadata.isTensor) {
    throw new Error(`Cannot use "${name}": it is not a tensor`);
  }
  const dtype = DTYPES[metadata.type];
  if (dtype === undefined) {
    throw new Error(`Cannot use "${name}": it is a tensor of ${metadata.type}`);
  }
  return {
    name,
    dtype,
    // The runtimes give an empty list both for a scalar and where nothing is said.
    shape: metadata.shape.length === 0
      ? undefined
      : metadata.shape.map((size) =>
        typeof size === "number" && size !== ANY_WASM && size >= 0 ? size : -1
      ),
  };
}

function ownData(data: OrtTensor.DataType): TensorData {
  if (Array.isArray(data)) return data;
  if (data instanceof Uint8ClampedArray) return new Uint8Array(data);
  return data;
}

function toHalf(data: TensorData): Uint16Array {
  const halves = Float16Array.from(data as ArrayLike<number>, Number);
  return new Uint16Array(halves.buffer);
}

function fromHalf(data: OrtTensor.DataType): Float32Array {
  if (data instanceof Uint16Array) {
    return new Float32Array(
      new Float16Array(data.buffer, data.byteOffset, data.length),
    );
  }
  return Float32Array.from(data as ArrayLike<number>, Number);
}
