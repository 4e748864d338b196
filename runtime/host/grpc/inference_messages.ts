import protobuf from "protobufjs/light";

/** A 64-bit integer as a message has it. */
export interface LongNumber {
  /** The higher half. */
  readonly high: number;
  /** The lower half. */
  readonly low: number;
}

/** A parameter of a request, an input or an output: one of these. */
export interface InferParameter {
  readonly boolParam?: boolean;
  readonly int64Param?: LongNumber | number;
  readonly stringParam?: string;
  readonly doubleParam?: number;
  readonly uint64Param?: LongNumber | number;
}

/** Parameters by name. */
export type InferParameters = Readonly<Record<string, InferParameter>>;

/** The elements of a tensor, in the list of their kind. */
export interface InferTensorContents {
  readonly boolContents?: ArrayLike<boolean>;
  readonly intContents?: ArrayLike<number>;
  readonly int64Contents?: ArrayLike<LongNumber | number>;
  readonly uintContents?: ArrayLike<number>;
  readonly uint64Contents?: ArrayLike<LongNumber | number>;
  readonly fp32Contents?: ArrayLike<number>;
  readonly fp64Contents?: ArrayLike<number>;
  readonly bytesContents?: ArrayLike<Uint8Array>;
}

/** A tensor of a request or an answer. */
export interface InferTensorMessage {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly (LongNumber | number)[];
  readonly parameters?: InferParameters;
  readonly contents?: InferTensorContents | null;
}

/** `ModelInferRequest`. */
export interface ModelInferRequest {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly id: string;
  readonly parameters: InferParameters;
  readonly inputs: readonly InferTensorMessage[];
  readonly outputs: readonly {
    readonly name: string;
    readonly parameters: InferParameters;
  }[];
  readonly rawInputContents: readonly Uint8Array[];
}

/** `ModelInferResponse`. */
export interface ModelInferResponse {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly id?: string;
  readonly outputs: readonly InferTensorMessage[];
  readonly rawOutputContents: readonly Uint8Array[];
}

const PARAMETERS = { keyType: "string", type: "InferParameter" };
const NOTHING = { fields: {} };
const MODEL = {
  fields: {
    name: { type: "string", id: 1 },
    version: { type: "string", id: 2 },
  },
};
const TENSOR_METADATA = {
  fields: {
    name: { type: "string", id: 1 },
    datatype: { type: "string", id: 2 },
    shape: { rule: "repeated", type: "int64", id: 3 },
  },
};
const TENSOR = {
  fields: {
    name: { type: "string", id: 1 },
    datatype: { type: "string", id: 2 },
    shape: { rule: "repeated", type: "int64", id: 3 },
    parameters: { ...PARAMETERS, id: 4 },
    contents: { type: "InferTensorContents", id: 5 },
  },
};

/** The messages of the Open Inference Protocol, version 2, package `inference`. */
const ROOT = protobuf.Root.fromJSON({
  nested: {
    inference: {
      nested: {
        Nothing: NOTHING,
        ModelName: MODEL,
        ServerLiveResponse: { fields: { live: { type: "bool", id: 1 } } },
        ReadyResponse: { fields: { ready: { type: "bool", id: 1 } } },
        ServerMetadataResponse: {
          fields: {
            name: { type: "string", id: 1 },
            version: { type: "string", id: 2 },
            extensions: { rule: "repeated", type: "string", id: 3 },
          },
        },
        TensorMetadata: TENSOR_METADATA,
        ModelMetadataResponse: {
          fields: {
            name: { type: "string", id: 1 },
            versions: { rule: "repeated", type: "string", id: 2 },
            platform: { type: "string", id: 3 },
            inputs: { rule: "repeated", type: "TensorMetadata", id: 4 },
            outputs: { rule: "repeated", type: "TensorMetadata", id: 5 },
          },
        },
        InferParameter: {
          oneofs: {
            choice: {
              oneof: [
                "boolParam",
                "int64Param",
                "stringParam",
                "doubleParam",
                "uint64Param",
              ],
            },
          },
          fields: {
            boolParam: { type: "bool", id: 1 },
            int64Param: { type: "int64", id: 2 },
            stringParam: { type: "string", id: 3 },
            doubleParam: { type: "double", id: 4 },
            uint64Param: { type: "uint64", id: 5 },
          },
        },
        InferTensorContents: {
          fields: {
            boolContents: { rule: "repeated", type: "bool", id: 1 },
            intContents: { rule: "repeated", type: "int32", id: 2 },
            int64Contents: { rule: "repeated", type: "int64", id: 3 },
            uintContents: { rule: "repeated", type: "uint32", id: 4 },
            uint64Contents: { rule: "repeated", type: "uint64", id: 5 },
            fp32Contents: { rule: "repeated", type: "float", id: 6 },
            fp64Contents: { rule: "repeated", type: "double", id: 7 },
            bytesContents: { rule: "repeated", type: "bytes", id: 8 },
          },
        },
        InferTensor: TENSOR,
        RequestedOutput: {
          fields: {
            name: { type: "string", id: 1 },
            parameters: { ...PARAMETERS, id: 2 },
          },
        },
        ModelInferRequest: {
          fields: {
            modelName: { type: "string", id: 1 },
            modelVersion: { type: "string", id: 2 },
            id: { type: "string", id: 3 },
            parameters: { ...PARAMETERS, id: 4 },
            inputs: { rule: "repeated", type: "InferTensor", id: 5 },
            outputs: { rule: "repeated", type: "RequestedOutput", id: 6 },
            rawInputContents: { rule: "repeated", type: "bytes", id: 7 },
          },
        },
        ModelInferResponse: {
          fields: {
            modelName: { type: "string", id: 1 },
            modelVersion: { type: "string", id: 2 },
            id: { type: "string", id: 3 },
            parameters: { ...PARAMETERS, id: 4 },
            outputs: { rule: "repeated", type: "InferTensor", id: 5 },
            rawOutputContents: { rule: "repeated", type: "bytes", id: 6 },
          },
        },
        HealthCheckRequest: { fields: { service: { type: "string", id: 1 } } },
        HealthCheckResponse: { fields: { status: { type: "int32", id: 1 } } },
      },
    },
  },
});

/** The messages that are read and written, by name. */
export type InferenceMessageName =
  | "Nothing"
  | "ModelName"
  | "ServerLiveResponse"
  | "ReadyResponse"
  | "ServerMetadataResponse"
  | "ModelMetadataResponse"
  | "ModelInferRequest"
  | "ModelInferResponse"
  | "HealthCheckRequest"
  | "HealthCheckResponse";

/**
 * Writes a message.
 *
 * @param name Which.
 * @param value What it says.
 * @returns Its bytes.
 */
export function encodeMessage(
  name: InferenceMessageName,
  value: object,
): Uint8Array {
  return ROOT.lookupType(`inference.${name}`).encode(value).finish();
}

/**
 * Reads a message; lists and maps that it does not have are empty.
 *
 * @param name Which.
 * @param bytes Its bytes.
 * @returns What it says.
 * @throws {Error} If the bytes are no such message.
 */
export function decodeMessage(
  name: InferenceMessageName,
  bytes: Uint8Array,
): unknown {
  return ROOT.lookupType(`inference.${name}`).decode(bytes);
}

/**
 * A 64-bit integer of a message.
 *
 * @param value As the message has it.
 * @returns The integer, between -2^63 and 2^64 by its bits.
 */
export function bigintOf(value: LongNumber | number): bigint {
  if (typeof value === "number") return BigInt(value);
  return (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);
}
