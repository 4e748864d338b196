import {
  configureSync,
  type ConsoleSinkOptions,
  getAnsiColorFormatter,
  getConsoleSink,
  getLogger,
  getTextFormatter,
  type LogLevel,
  type LogRecord,
  type TextFormatter,
} from "@logtape/logtape";
import type { Logger } from "../logger.ts";
import { isTraced } from "./telemetry/is_traced.ts";

/** How much is logged. */
export type LogLevelName = "debug" | "info" | "warning" | "error";

/** How a line looks: for people, or a JSON object for what collects logs. */
export type LogFormat = "text" | "json";

/** The console as it was before anything took its place. */
const CONSOLE = { ...console } as Required<ConsoleSinkOptions>["console"];

/** Everything is written to standard error. */
const ALL_ERRORS = {
  trace: "error",
  debug: "error",
  info: "error",
  warning: "error",
  error: "error",
  fatal: "error",
} as const;

/**
 * A logger that writes lines to standard error, so that standard output stays
 * a command's own. Where OpenTelemetry is told what is written, which takes the
 * level from the stream, lines below a warning go to standard output. Called
 * once, by the command.
 *
 * @param level The lowest level that is written.
 * @param format How a line looks.
 * @returns The logger.
 */
export function consoleLogger(
  level: LogLevelName,
  format: LogFormat = "text",
): Logger {
  const formatter = formatterOf(format);
  configureSync({
    reset: true,
    sinks: {
      console: getConsoleSink({
        formatter: (record) => [formatter(record).trimEnd()],
        console: CONSOLE,
        ...(isTraced() ? {} : { levelMap: ALL_ERRORS }),
      }),
    },
    loggers: [
      {
        category: "samla",
        sinks: ["console"],
        lowestLevel: level satisfies LogLevel,
      },
      { category: ["logtape", "meta"], sinks: [] },
    ],
  });
  const logger = getLogger("samla");
  const write =
    (at: "debug" | "info" | "warn" | "error") =>
    (message: string, properties: Record<string, unknown> = {}): void => {
      if (format === "json") {
        logger[at](escaped(message), properties);
        return;
      }
      const details = Object.entries(properties).map(([key, value]) =>
        ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`
      );
      logger[at](escaped(message + details.join("")));
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}

/** Braces would be read as places for properties. */
function escaped(message: string): string {
  return message.replaceAll(/[{}]/g, "$&$&");
}

function formatterOf(format: LogFormat): TextFormatter {
  if (format === "json") return jsonLine;
  const parts = { timestamp: "rfc3339", level: "FULL" } as const;
  return Deno.stderr.isTerminal()
    ? getAnsiColorFormatter(parts)
    : getTextFormatter(parts);
}

function jsonLine({ timestamp, level, message, properties }: LogRecord) {
  return JSON.stringify({
    time: new Date(timestamp).toISOString(),
    level,
    message: message.join(""),
    ...properties,
  });
}
