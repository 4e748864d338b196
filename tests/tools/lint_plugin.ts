/**
 * The house rules that a linter can hold: one line a rule. They are written
 * out, with good and bad examples, in `CONTRIBUTING.md`.
 *
 * @module
 */
import {
  fileName,
  fileSize,
  noDefaultExport,
  noLintIgnore,
} from "./lint/file_rules.ts";
import { noDenoOutsideHost } from "./lint/layer_rules.ts";
import {
  maxRequiredArgs,
  noTopLevelArrow,
  privateField,
} from "./lint/shape_rules.ts";
import { noSkippedTests } from "./lint/test_rules.ts";
import { errorMessage } from "./lint/text_rules.ts";

/** The plugin that `deno.json` names. */
const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "error-message": errorMessage,
    "file-name": fileName,
    "file-size": fileSize,
    "max-required-args": maxRequiredArgs,
    "no-default-export": noDefaultExport,
    "no-deno-outside-host": noDenoOutsideHost,
    "no-lint-ignore": noLintIgnore,
    "no-skipped-tests": noSkippedTests,
    "no-top-level-arrow": noTopLevelArrow,
    "private-field": privateField,
  },
};

export default plugin;
