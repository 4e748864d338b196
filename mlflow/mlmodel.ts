import { isRecord } from "../ground/is_record.ts";
import { type Document, isMap, isScalar, LineCounter, type Node } from "yaml";
import { ModelError } from "./errors.ts";
import type { ModelLimits } from "./model_limits.ts";
import { parseYaml } from "./parse_yaml.ts";
import { parseSignature } from "./parse_signature.ts";
import type { Signature } from "./signature.ts";

/** One entry of `flavors:` in `MLmodel`: its keys as they stand there. */
export type FlavorConfig = Readonly<Record<string, unknown>>;

/** A parsed `MLmodel` file. */
export interface ModelSpec {
  /** The entries of `flavors:`, by name. */
  readonly flavors: ReadonlyMap<string, FlavorConfig>;
  /** The signature, if the model was logged with one. */
  readonly signature?: Signature;
  /** Whether the signature comes from type hints of a Python function, which validates by itself. */
  readonly isSignatureFromTypeHint: boolean;
  /** Where the input example is, relative to the model: `input_example.json`. */
  readonly inputExamplePath?: string;
  /** Where a ready request body is, relative to the model: `serving_input_example.json`. */
  readonly servingInputPath?: string;
  /** The MLflow that wrote it; absent in very old files. */
  readonly mlflowVersion?: string;
  /** The model's unique id. */
  readonly modelUuid?: string;
  /** Every key of the file, those that this reader does not know included. */
  readonly keys: Readonly<Record<string, unknown>>;
}

/** MLflow writes no alias at all; a few in a file made by hand do no harm. */
const MAX_ALIASES = 100;

/**
 * Reads the text of an `MLmodel` file, of MLflow 1.0 to 3.x. Keys that it does
 * not know are kept in `keys`.
 *
 * @param text The YAML text.
 * @param location The file's path, for messages.
 * @param limits How large it may be; one with a signature of ten thousand columns has 1 MB.
 * @returns The file's content.
 * @throws {ModelError} If it is not such a file; the message names the file, the key and the line.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseMlmodel } from "@samla/samla";
 *
 * const model = parseMlmodel("flavors: {xgboost: {data: model.ubj}}", "MLmodel");
 * assertEquals([...model.flavors.keys()], ["xgboost"]);
 * ```
 */
export function parseMlmodel(
  text: string,
  location: string,
  limits: ModelLimits = {},
): ModelSpec {
  const file = new MlmodelFile(text, location, limits);
  const example = file.optionalMap("saved_input_example_info");
  const inputExamplePath = file.path(example, "artifact_path");
  const servingInputPath = file.path(example, "serving_input_path");
  const mlflowVersion = file.text("mlflow_version");
  const modelUuid = file.text("model_uuid");
  const signature = file.signature();
  return {
    flavors: file.flavors(),
    isSignatureFromTypeHint: file.keys.is_signature_from_type_hint === true,
    keys: file.keys,
    ...(signature === undefined ? {} : { signature }),
    ...(inputExamplePath === undefined ? {} : { inputExamplePath }),
    ...(servingInputPath === undefined ? {} : { servingInputPath }),
    ...(mlflowVersion === undefined ? {} : { mlflowVersion }),
    ...(modelUuid === undefined ? {} : { modelUuid }),
  };
}

/** The parsed YAML with what its messages need. */
class MlmodelFile {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly #location: string;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter = new LineCounter();

  constructor(text: string, location: string, limits: ModelLimits) {
    this.#location = location;
    this.#document = parseYaml(text, location, {
      ...limits,
      lineCounter: this.#lines,
    });
    if (!isMap(this.#document.contents)) {
      throw new ModelError(
        `Cannot read ${location}: expected a mapping with the key "flavors"`,
      );
    }
    this.keys = this.#toPlain();
  }

  flavors(): ReadonlyMap<string, FlavorConfig> {
    const flavors = this.keys.flavors;
    if (!isRecord(flavors)) {
      throw this.#refusal(
        this.#node("flavors"),
        "flavors",
        flavors === undefined || flavors === null
          ? "it is missing; expected one entry a flavor"
          : "expected a mapping of flavors",
      );
    }
    const result = new Map<string, FlavorConfig>();
    for (const [name, config] of Object.entries(flavors)) {
      if (config !== null && !isRecord(config)) {
        throw this.#refusal(
          this.#node("flavors", name),
          `flavors.${name}`,
          "expected a mapping",
        );
      }
      result.set(name, config ?? {});
    }
    return result;
  }

  signature(): Signature | undefined {
    const signature = this.keys.signature;
    if (signature === undefined || signature === null) return undefined;
    try {
      return parseSignature(signature);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      throw new ModelError(
        `${this.#where(this.#node("signature"))}: ${error.message}`,
        { cause: error },
      );
    }
  }

  optionalMap(key: string): Readonly<Record<string, unknown>> {
    const value = this.keys[key];
    if (value === undefined || value === null) return {};
    if (isRecord(value)) return value;
    throw this.#refusal(this.#node(key), key, "expected a mapping");
  }

  /** A key that is text, also where YAML would read the text as a number. */
  text(key: string): string | undefined {
    const value = this.keys[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    const node = this.#node(key);
    if (isScalar(node) && node.source !== undefined) return node.source;
    throw this.#refusal(node, key, "expected text");
  }

  path(
    map: Readonly<Record<string, unknown>>,
    key: string,
  ): string | undefined {
    const value = map[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    throw this.#refusal(
      this.#node("saved_input_example_info", key),
      `saved_input_example_info.${key}`,
      "expected a path",
    );
  }

  #toPlain(): Readonly<Record<string, unknown>> {
    try {
      return this.#document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      throw new ModelError(
        `Cannot read ${this.#location}: its aliases expand to too much or lead nowhere; write the values out`,
        { cause: error },
      );
    }
  }

  #node(...path: string[]): Node | undefined {
    const keepScalars = true;
    const node: unknown = this.#document.getIn(path, keepScalars);
    return typeof node === "object" && node !== null ? node as Node : undefined;
  }

  #where(node: Node | undefined): string {
    const at = node?.range?.[0];
    return `Cannot read ${this.#location}${
      at === undefined ? "" : `, line ${this.#lines.linePos(at).line}`
    }`;
  }

  #refusal(node: Node | undefined, key: string, detail: string): ModelError {
    return new ModelError(`${this.#where(node)}: key "${key}": ${detail}`);
  }
}
