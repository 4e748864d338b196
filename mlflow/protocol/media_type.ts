import { UnsupportedMediaTypeError } from "../errors.ts";

/** The media types of a body for `/invocations`. */
export type MediaType =
  | "application/json"
  | "text/csv"
  | "application/vnd.apache.parquet";

const OLD_FORMAT =
  "IMPORTANT: The MLflow Model scoring protocol has changed in MLflow version 2.0. " +
  "This server speaks that protocol: send one of dataframe_split, dataframe_records, instances, inputs as application/json";

/**
 * Reads a `Content-Type` header, as strictly as MLflow does.
 *
 * @param contentType The header's value.
 * @returns The media type.
 * @throws {UnsupportedMediaTypeError} If the type, its charset or another parameter is not taken.
 */
export function readMediaType(contentType: string): MediaType {
  if (contentType === "application/json") return contentType;
  const [type = "", ...parameters] = contentType.split(";");
  const unknown: string[] = [];
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split("=");
    if (name.trim() !== "charset") unknown.push(name.trim());
    else if (value.trim().toLowerCase() !== "utf-8") {
      throw new UnsupportedMediaTypeError(
        "The scoring server only supports UTF-8",
      );
    }
  }
  if (unknown.length > 0) {
    throw new UnsupportedMediaTypeError(
      `Unrecognized content type parameters: ${
        unknown.join(", ")
      }. ${OLD_FORMAT}`,
    );
  }
  const media = type.trim();
  if (
    media === "application/json" || media === "text/csv" ||
    media === "application/vnd.apache.parquet"
  ) {
    return media;
  }
  throw new UnsupportedMediaTypeError(
    "This predictor only supports the following content types: Types: " +
      `['text/csv', 'application/json', 'application/vnd.apache.parquet']. Got '${media}'.`,
  );
}
