import { type Logger, SILENT } from "../../runtime/logger.ts";

/** A logger that keeps its errors, each with its properties as JSON. */
export function errorLog(): {
  readonly log: Logger;
  readonly errors: string[];
} {
  const errors: string[] = [];
  const log: Logger = {
    ...SILENT,
    error: (message, properties) => {
      errors.push(message + JSON.stringify(properties));
    },
  };
  return { log, errors };
}
