/**
 * The script behind the command `samla`. What stands behind `--` is not read by
 * Node, which else takes `--env-file` for its own. It is written so that any Node can read
 * it, to say what is wrong with an old one.
 *
 * @param leastNode The oldest Node that runs the package.
 * @returns The script, as CommonJS.
 */
export function binScript(leastNode: number): string {
  return `#!/usr/bin/env -S node --
"use strict";
if (Number(process.versions.node.split(".")[0]) < ${leastNode}) {
  process.stderr.write(
    "samla: Cannot start on Node " + process.versions.node +
      ": install Node ${leastNode} or later\\n"
  );
  process.exitCode = 3;
} else {
  import("../launch/main.js");
}
`;
}
