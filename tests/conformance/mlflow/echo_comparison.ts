import {
  InputError,
  UnsupportedMediaTypeError,
} from "../../../mlflow/errors.ts";
import { parseSignature } from "../../../mlflow/parse_signature.ts";
import { readInvocation } from "../../../mlflow/protocol/invocations.ts";
import { INPUT_ERROR_KIND, STATUS_OF } from "../../../runtime/errors.ts";
import { echoInput, echoParams } from "../../mlflow/protocol/echo.ts";
import { goldenEcho, goldenParams } from "../../mlflow/protocol/golden_echo.ts";
import type { RandomRequest } from "./random_request.ts";
import { type RandomSignature, signatureTexts } from "./random_signature.ts";

/** An answer to compare: a status, and an error's code or what the model saw. */
export interface EchoAnswer {
  readonly status: number;
  readonly code?: string;
  /** What the model saw, or what the client is told. */
  readonly detail: unknown;
}

/** What MLflow answers. */
export async function echoOfMlflow(
  url: string,
  request: RandomRequest,
): Promise<EchoAnswer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": request.contentType },
    body: request.body,
  });
  const text = await response.text();
  const { status } = response;
  if (status === 200) {
    const answer: unknown = JSON.parse(text);
    const { predictions } = answer as { readonly predictions?: unknown };
    return {
      status,
      detail: {
        input: goldenEcho(predictions),
        params: goldenParams(predictions),
      },
    };
  }
  if (!text.startsWith("{")) return { status, detail: text };
  const { "error_code": code, message } = JSON.parse(text) as Readonly<
    Record<string, string>
  >;
  return { status, code: code ?? "", detail: message };
}

/** What Samla answers. */
export function echoOfSamla(
  signature: RandomSignature | undefined,
  { body, contentType }: RandomRequest,
): EchoAnswer {
  const bytes = new TextEncoder().encode(body);
  const parsed = signature === undefined
    ? undefined
    : parseSignature(signatureTexts(signature));
  try {
    const { input, params } = readInvocation(bytes, contentType, parsed);
    return {
      status: 200,
      detail: { input: echoInput(input), params: echoParams(params) },
    };
  } catch (error) {
    if (error instanceof UnsupportedMediaTypeError) {
      return { status: 415, detail: error.message };
    }
    if (!(error instanceof InputError)) throw error;
    const status = STATUS_OF[INPUT_ERROR_KIND[error.code]];
    return { status, code: error.code, detail: error.message };
  }
}
