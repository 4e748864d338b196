/** Where the platform puts its OpenTelemetry, when it has been switched on. */
const OPEN_TELEMETRY = Symbol.for("opentelemetry.js.api.1");

/**
 * Whether this process tells OpenTelemetry what happens. Deno has an exporter
 * built in, which `OTEL_DENO=true` switches on before anything runs.
 *
 * @returns Whether it is on.
 */
export function isTraced(): boolean {
  return OPEN_TELEMETRY in globalThis;
}
