/**
 * The house rules that a linter can hold: one line a rule. They are written
 * out, with good and bad examples, in `CONTRIBUTING.md`.
 *
 * @module
 */
import { noErrorText, noHttpBelowRuntime } from "./lint/failure_rules.ts";
import {
  fileName,
  fileSize,
  noDefaultExport,
  noLintIgnore,
} from "./lint/file_rules.ts";
import { noDenoOutsideHost } from "./lint/layer_rules.ts";
import { noImportEffects } from "./lint/module_rules.ts";
import {
  closeIsDispose,
  noEndlessWait,
  noPatchedMethod,
} from "./lint/resource_rules.ts";
import {
  maxRequiredArgs,
  noTopLevelArrow,
  privateField,
} from "./lint/shape_rules.ts";
import { noSkippedTests, testName } from "./lint/test_rules.ts";
import { errorMessage, exportComment } from "./lint/text_rules.ts";

/** The plugin that `deno.json` names. */
const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "close-is-dispose": closeIsDispose,
    "error-message": errorMessage,
    "export-comment": exportComment,
    "file-name": fileName,
    "file-size": fileSize,
    "max-required-args": maxRequiredArgs,
    "no-default-export": noDefaultExport,
    "no-deno-outside-host": noDenoOutsideHost,
    "no-endless-wait": noEndlessWait,
    "no-error-text": noErrorText,
    "no-http-below-runtime": noHttpBelowRuntime,
    "no-import-effects": noImportEffects,
    "no-lint-ignore": noLintIgnore,
    "no-patched-method": noPatchedMethod,
    "no-skipped-tests": noSkippedTests,
    "no-top-level-arrow": noTopLevelArrow,
    "private-field": privateField,
    "test-name": testName,
  },
};

export default plugin;
