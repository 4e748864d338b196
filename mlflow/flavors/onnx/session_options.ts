import { isRecord } from "../../../ground/is_record.ts";
import type { SessionOptions } from "../../engine.ts";
import { ModelError } from "../../errors.ts";
import type { FlavorConfig } from "../../mlmodel.ts";

/** The numbers of ONNX Runtime's `GraphOptimizationLevel`. */
const LEVELS: Readonly<
  Record<number, NonNullable<SessionOptions["graphOptimizationLevel"]>>
> = { 0: "disabled", 1: "basic", 2: "extended", 3: "layout", 99: "all" };

/**
 * Reads `onnx_session_options` of the flavor's entry in `MLmodel`, with the
 * names and values that MLflow documents; others are passed over, as there.
 *
 * @param config The entry.
 * @returns The options that an engine takes.
 * @throws {ModelError} If a value is of the wrong kind.
 */
export function readSessionOptions(config: FlavorConfig): SessionOptions {
  const options = config["onnx_session_options"] ?? {};
  if (!isRecord(options)) {
    throw invalid("onnx_session_options", "a mapping");
  }
  const intraOpNumThreads = threadsOf(options, "intra_op_num_threads");
  const interOpNumThreads = threadsOf(options, "inter_op_num_threads");
  const executionMode = modeOf(options["execution_mode"]);
  const graphOptimizationLevel = levelOf(options["graph_optimization_level"]);
  const extraSessionConfig = extraOf(options["extra_session_config"]);
  return {
    ...(intraOpNumThreads === undefined ? {} : { intraOpNumThreads }),
    ...(interOpNumThreads === undefined ? {} : { interOpNumThreads }),
    ...(executionMode === undefined ? {} : { executionMode }),
    ...(graphOptimizationLevel === undefined ? {} : { graphOptimizationLevel }),
    ...(extraSessionConfig === undefined ? {} : { extraSessionConfig }),
  };
}

/**
 * The execution providers that the model was logged with and that are not used.
 *
 * @param config The flavor's entry in `MLmodel`.
 * @returns Their names without that of the CPU.
 */
export function readOtherProviders(config: FlavorConfig): readonly string[] {
  const value = config["providers"];
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  const names = entries.map((entry): unknown =>
    Array.isArray(entry) ? entry[0] : entry
  );
  return names.filter((name) => typeof name === "string").filter((name) =>
    name !== "CPUExecutionProvider"
  );
}

function threadsOf(
  options: Readonly<Record<string, unknown>>,
  key: string,
): number | undefined {
  const value = options[key] ?? 0;
  // MLflow takes 0 as not set.
  if (value === 0) return undefined;
  if (
    typeof value === "number" && Number.isInteger(value) && value > 0 &&
    value <= 1024
  ) return value;
  throw invalid(key, "a number of threads from 0 to 1024");
}

function modeOf(value: unknown): SessionOptions["executionMode"] {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalid("execution_mode", "a text");
  const mode = value.toLowerCase();
  return mode === "sequential" || mode === "parallel" ? mode : undefined;
}

function levelOf(value: unknown): SessionOptions["graphOptimizationLevel"] {
  // MLflow takes 0, which is "disabled", as not set.
  if (value === undefined || value === null || value === 0) return undefined;
  const level = typeof value === "number" ? LEVELS[value] : undefined;
  if (level === undefined) {
    throw invalid("graph_optimization_level", "0, 1, 2, 3 or 99");
  }
  return level;
}

function extraOf(value: unknown): SessionOptions["extraSessionConfig"] {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) throw invalid("extra_session_config", "a mapping");
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, String(entry)]),
  );
}

function invalid(key: string, expected: string): ModelError {
  return new ModelError(
    `Cannot read "${key}" of the onnx flavor in MLmodel: expected ${expected}`,
  );
}
