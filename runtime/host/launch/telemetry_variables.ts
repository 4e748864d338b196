import { ConfigurationError } from "../configuration_error.ts";
import type { Variables } from "./launch_context.ts";

/** Where telemetry is sent, for all of it and for traces alone. */
const ENDPOINTS = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
];
const SWITCH = "OTEL_DENO";
const PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL";
const PROTOCOLS = ["http/protobuf", "http/json", "grpc"];
const ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
const SERVICE = "OTEL_SERVICE_NAME";
const TIMEOUT = "OTEL_EXPORTER_OTLP_TIMEOUT";
/** A host that ends waits so long for each of traces, logs and metrics, where who is told does not answer: all of it within what is left to it. */
const TIMEOUT_MS = "3000";

/**
 * The variables by which the platform tells OpenTelemetry what happens: it is
 * switched on where its variables name somebody to tell. What Azure's name the
 * service, the workspace and the machine by are attributes of what is told.
 *
 * @param variables The variables of the process.
 * @returns Those of OpenTelemetry, as the platform wants them; none where nobody is to be told.
 * @throws {ConfigurationError} If one says what cannot be.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { telemetryVariables } from "./telemetry_variables.ts";
 *
 * const variables = telemetryVariables({
 *   OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
 *   SERVICE_NAME: "credit",
 * });
 * assertEquals(variables.OTEL_DENO, "true");
 * assertEquals(variables.OTEL_SERVICE_NAME, "credit");
 * ```
 */
export function telemetryVariables(
  variables: Variables,
): Readonly<Record<string, string>> {
  const { [SWITCH]: told, [PROTOCOL]: protocol } = variables;
  const isNamed = ENDPOINTS.some((name) => variables[name]);
  if (told) requireOneOf(SWITCH, told, ["true", "false"]);
  const disabled = variables["OTEL_SDK_DISABLED"]?.toLowerCase() === "true";
  const isOn = told ? told === "true" : isNamed;
  if (!isOn || disabled) return told ? { [SWITCH]: "false" } : {};
  for (const name of ENDPOINTS) {
    const address = variables[name];
    if (!address || /^https?:$/.test(URL.parse(address)?.protocol ?? "")) {
      continue;
    }
    throw new ConfigurationError(
      `Cannot tell OpenTelemetry what happens: ${name} is "${address}", expected an address as http://127.0.0.1:4318`,
    );
  }
  if (protocol) requireOneOf(PROTOCOL, protocol, PROTOCOLS);
  const own = Object.entries(variables).filter((entry): entry is [
    string,
    string,
  ] => entry[0].startsWith("OTEL_") && entry[1] !== undefined);
  const attributes = [
    variables[ATTRIBUTES],
    attribute("service.namespace", variables["WORKSPACE_NAME"]),
    attribute("service.version", variables["SERVICE_VERSION"]),
    attribute("service.instance.id", variables["HOSTNAME"]),
  ].filter((text) => text);
  return {
    [TIMEOUT]: TIMEOUT_MS,
    ...Object.fromEntries(own),
    [SWITCH]: "true",
    [SERVICE]: variables[SERVICE] || variables["SERVICE_NAME"] || "samla",
    ...(attributes.length === 0 ? {} : { [ATTRIBUTES]: attributes.join(",") }),
  };
}

function attribute(name: string, value: string | undefined): string {
  return value ? `${name}=${encodeURIComponent(value)}` : "";
}

function requireOneOf(
  name: string,
  value: string,
  expected: readonly string[],
): void {
  if (expected.includes(value)) return;
  throw new ConfigurationError(
    `Cannot tell OpenTelemetry what happens: ${name} is "${value}", expected ${
      expected.join(" or ")
    }`,
  );
}
