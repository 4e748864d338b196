import { MLFLOW_FILES } from "./mlflow_files.ts";
import type { ProjectFiles } from "./script_files.ts";
import { SCORE_FILES } from "./score_files.ts";
import { VALIBOT_FILES } from "./valibot_files.ts";

/** What a new project may serve: a script, an MLflow model, or a script whose requests are validated. */
export const TEMPLATES = ["score", "mlflow", "valibot"] as const;

/** One of them. */
export type TemplateName = typeof TEMPLATES[number];

const FILES: Readonly<Record<TemplateName, ProjectFiles>> = {
  score: SCORE_FILES,
  mlflow: MLFLOW_FILES,
  valibot: VALIBOT_FILES,
};

/**
 * The files of a new project.
 *
 * @param template What it serves.
 * @param name What it is called, as an endpoint is.
 * @returns The files.
 */
export function projectFiles(
  template: TemplateName,
  name: string,
): ProjectFiles {
  return Object.fromEntries(
    Object.entries(FILES[template]).map(([path, text]) => [
      path,
      text.replaceAll("{name}", name),
    ]),
  );
}
