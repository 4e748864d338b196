import {
  configureSync,
  getAnsiColorFormatter,
  getConsoleSink,
  getLogger,
  getTextFormatter,
  type LogLevel,
} from "@logtape/logtape";
import type { Logger } from "../logger.ts";

/** How much is logged. */
export type LogLevelName = "debug" | "info" | "warning" | "error";

/**
 * A logger that writes lines to standard error, so that standard output stays
 * a command's own. Called once, by the command.
 *
 * @param level The lowest level that is written.
 * @returns The logger.
 */
export function consoleLogger(level: LogLevelName): Logger {
  const format = { timestamp: "rfc3339", level: "FULL" } as const;
  const formatter = Deno.stderr.isTerminal()
    ? getAnsiColorFormatter(format)
    : getTextFormatter(format);
  configureSync({
    reset: true,
    sinks: {
      console: getConsoleSink({
        formatter: (record) => [formatter(record).trimEnd()],
        levelMap: {
          trace: "error",
          debug: "error",
          info: "error",
          warning: "error",
          error: "error",
          fatal: "error",
        },
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
      const details = Object.entries(properties).map(([key, value]) =>
        ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`
      );
      // Braces would be read as places for properties.
      logger[at]((message + details.join("")).replaceAll(/[{}]/g, "$&$&"));
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}
