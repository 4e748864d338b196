import { decodeUtf8 } from "../../ground/decode_utf8.ts";
import { isRecord } from "../../ground/is_record.ts";
import { requireBounded, startsAsJson } from "../module/require_bounded.ts";
import { type GenericSchema, getDotPath, safeParseAsync } from "valibot";
import type { ApiDescription } from "../api_description.ts";
import { ScoringError, SCRIPT_FAILURE } from "../errors.ts";
import { type Logger, SILENT } from "../logger.ts";
import type { PredictOptions, TableBounds } from "../../mlflow/mod.ts";
import type { ScoreRequest, ScoringModel } from "../model.ts";
import { queryObject, queryText } from "../module/query_text.ts";
import { resultResponse } from "../module/result_response.ts";
import type { RunContext, ScoringModule } from "../module/scoring_module.ts";
import type { RunInScope, StreamOptions } from "../module/stream_parts.ts";
import {
  acceptedStreamType,
  isStreamType,
  STREAM_TYPES,
  type StreamType,
} from "../module/stream_type.ts";
import { describeSchema } from "../openapi/describe_schema.ts";
import type { SchemaObject } from "../openapi/schema_object.ts";
import type { ScoreResponse } from "../score_response.ts";

/** What runs code on behalf of one deployment, so that its collectors find it. */
export interface CodeScope {
  /** Runs `body`; what it makes or awaits belongs to the deployment, and to the request if given. */
  run<T>(
    body: () => T,
    request?: {
      readonly id: string;
      readonly isIdMadeUp?: boolean | undefined;
      readonly requestId?: string | undefined;
    },
  ): T;
}

/** How to make a model of a module. */
export interface ModuleModelOptions {
  /** What it is called in messages. */
  readonly name: string;
  /** Whose collectors its code finds. */
  readonly scope?: CodeScope;
  /** `AZUREML_MODEL_DIR`, absolute. */
  readonly modelDir?: string;
  /** The deployment's variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Where `init` may write. */
  readonly log?: Logger;
  /** How much JSON of a request may hold. */
  readonly bounds?: TableBounds | undefined;
}

const NO_SCOPE: CodeScope = { run: (body) => body() };
/** The mark at the start is a part of what a script gets, as in Python. */
const KEEPS_MARK = { keepsMark: true };

// What azmlinfsrv says, word for word.
const EMPTY_BODY = "POST body is empty. Expecting a JSON dictionary.";
const NO_DICTIONARY = "POST body should be a JSON dictionary.";

const JSON_TYPE = /^application\/(json|[^;/\s]+\+json)\s*(;|$)/i;

/**
 * Makes a model of an `init`/`run` module: checks its exports, and runs `init`.
 *
 * @param module The module's exports.
 * @param options What it is called, and what `init` is told.
 * @returns The model, ready.
 * @throws {TypeError} If there is no `run`, or an export is not what it must be.
 * @throws Whatever `init` throws.
 */
export async function openModule(
  module: Readonly<Record<string, unknown>>,
  options: ModuleModelOptions,
): Promise<ScoringModel> {
  checkExports(module);
  const { name, scope = NO_SCOPE, log = SILENT } = options;
  const { modelDir = "", environment = {}, bounds = {} } = options;
  const { init } = module;
  await scope.run(() => init?.({ modelDir, environment, log }));
  const api = {
    input: await schemaOf(module.input, "input"),
    output: await schemaOf(module.output, "output"),
  };
  return new ModuleModel(module, { name, scope, api, bounds });
}

function checkExports(
  module: Readonly<Record<string, unknown>>,
): asserts module is ScoringModule & Readonly<Record<string, unknown>> {
  if (typeof module.run !== "function") {
    throw new TypeError(
      `The module exports no function "run": its exports are ${
        JSON.stringify(Object.keys(module))
      }`,
    );
  }
  if (module.init !== undefined && typeof module.init !== "function") {
    throw new TypeError(
      `The export "init" is a ${typeof module.init}, expected a function`,
    );
  }
  for (const key of ["input", "output"]) {
    const schema = module[key];
    if (schema !== undefined && !isSchema(schema)) {
      throw new TypeError(
        `The export "${key}" is not a valibot schema: make one with v.object({ … })`,
      );
    }
  }
  if (module.stream !== undefined && !isStreamType(module.stream)) {
    throw new TypeError(
      `The export "stream" is ${
        JSON.stringify(module.stream) ?? typeof module.stream
      }, expected one of ${STREAM_TYPES.join(", ")}`,
    );
  }
  if (module.raw === true && module.input !== undefined) {
    throw new TypeError(
      `The module exports both "raw" and "input": raw mode validates nothing, keep one of the two`,
    );
  }
}

function isSchema(value: unknown): value is GenericSchema {
  return typeof value === "object" && value !== null && "kind" in value &&
    value.kind === "schema";
}

class ModuleModel implements ScoringModel {
  readonly name: string;
  readonly api: ApiDescription;
  readonly protocols = ["azure"] as const;
  readonly #run: (input: unknown, context: RunContext) => unknown;
  readonly #input: GenericSchema | undefined;
  readonly #raw: boolean;
  readonly #streams: StreamType | undefined;
  readonly #scope: CodeScope;
  readonly #bounds: TableBounds;

  constructor(
    module: ScoringModule,
    options: {
      readonly name: string;
      readonly scope: CodeScope;
      readonly api: ApiDescription;
      readonly bounds: TableBounds;
    },
  ) {
    this.name = options.name;
    this.#scope = options.scope;
    this.#bounds = options.bounds;
    this.#run = module.run as (input: unknown, context: RunContext) => unknown;
    this.#input = isSchema(module.input) ? module.input : undefined;
    this.#raw = module.raw === true;
    this.#streams = module.stream;
    this.api = options.api;
  }

  score(
    request: ScoreRequest,
    options: PredictOptions = {},
  ): ScoreResponse | Response | Promise<ScoreResponse | Response> {
    if (request.method === "OPTIONS" && !this.#raw) return EMPTY;
    const context: RunContext = {
      requestId: request.id,
      headers: request.headers,
      get signal() {
        return options.signal;
      },
    };
    if (this.#raw) return this.#answer(rawRequest(request), request, context);
    if (this.#input === undefined) {
      return this.#answer(textOf(request, this.#bounds), request, context);
    }
    return this.#validate(this.#input, objectOf(request, this.#bounds)).then((
      input,
    ) => this.#answer(input, request, context));
  }

  async #validate(schema: GenericSchema, value: unknown): Promise<unknown> {
    const parsed = await safeParseAsync(schema, value);
    if (parsed.success) return parsed.output;
    const issue = parsed.issues[0];
    const path = getDotPath(issue);
    if (issue.received === "undefined" && issue.path?.length === 1) {
      throw new ScoringError("bad-input", notProvided(path));
    }
    throw new ScoringError(
      "bad-input",
      `Cannot read ${path === null ? "the body" : `"${path}"`}: expected ${
        issue.expected ?? issue.requirement ?? "another value"
      }${received(issue)}`,
    );
  }

  #answer(
    input: unknown,
    request: ScoreRequest,
    context: RunContext,
  ): ScoreResponse | Response | Promise<ScoreResponse | Response> {
    const run: RunInScope = (body) =>
      this.#scope.run(body, {
        id: request.clientId,
        isIdMadeUp: request.isIdMadeUp,
        requestId: request.id,
      });
    request.trace?.step("predict");
    const streams = this.#streams;
    const options: StreamOptions = {
      run,
      get type() {
        return acceptedStreamType(request.headers.get("accept")) ?? streams;
      },
    };
    try {
      const result = run(() => this.#run(input, context));
      const answer = isThenable(result)
        // What is not a promise and has a then is waited for as await does it.
        ? Promise.resolve(result).then((value) =>
          resultResponse(value, options)
        )
        : resultResponse(result, options);
      if (!(answer instanceof Promise)) return answer;
      return answer.catch((cause) => {
        throw scriptFailure(cause);
      });
    } catch (cause) {
      throw scriptFailure(cause);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const EMPTY: ScoreResponse = {
  status: 200,
  contentType: "text/html; charset=utf-8",
  body: "",
};

function scriptFailure(cause: unknown): ScoringError {
  if (cause instanceof ScoringError) return cause;
  return new ScoringError("script-failure", SCRIPT_FAILURE, { cause });
}

function isThenable(result: unknown): result is PromiseLike<unknown> {
  return typeof result === "object" && result !== null && "then" in result &&
    typeof result.then === "function";
}

/** The type of what came, without the value itself. */
function received(issue: { readonly received?: string }): string {
  const kind = issue.received ?? "";
  if (kind === "undefined") return ", found nothing";
  if (kind.startsWith('"')) return ", found a string";
  return /^[\d.-]/.test(kind) ? ", found a number" : `, found ${kind}`;
}

async function schemaOf(
  schema: unknown,
  side: "input" | "output",
): Promise<SchemaObject> {
  return isSchema(schema)
    ? await describeSchema(schema, side)
    : { type: "object", example: {} };
}

function notProvided(path: string | null): string {
  return `A value is not provided for the '${path}' parameter.`;
}

function textOf(request: ScoreRequest, bounds: TableBounds): string {
  if (request.method === "GET") {
    return queryText(new URL(request.url).searchParams);
  }
  // What looks like JSON is read as some by the script.
  if (startsAsJson(request.body)) {
    requireBounded(request.body, "the body", bounds);
  }
  try {
    return decodeUtf8(request.body, KEEPS_MARK);
  } catch (cause) {
    throw new ScoringError(
      "bad-input",
      "Input cannot be decoded as UTF-8: send text in UTF-8",
      { cause },
    );
  }
}

function objectOf(
  request: ScoreRequest,
  bounds: TableBounds,
): Record<string, unknown> {
  if (request.method === "GET") {
    return queryObject(new URL(request.url).searchParams);
  }
  if (!JSON_TYPE.test(request.contentType)) {
    throw new ScoringError(
      "unsupported-media-type",
      "Expects Content-Type to be application/json",
    );
  }
  if (request.body.length === 0) {
    throw new ScoringError("bad-input", EMPTY_BODY);
  }
  requireBounded(request.body, "the body", bounds);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(request.body));
  } catch (cause) {
    throw new ScoringError(
      "bad-input",
      "POST body could not be decoded as JSON: check quotes, commas and brackets",
      { cause },
    );
  }
  if (!isRecord(value)) {
    throw new ScoringError("bad-input", NO_DICTIONARY);
  }
  return value as Record<string, unknown>;
}

function rawRequest(request: ScoreRequest): Request {
  const { url, method, headers, body } = request;
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers, ...(hasBody ? { body } : {}) });
}
