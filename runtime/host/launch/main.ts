/**
 * The command `samla` of the package: works out what a start needs, and starts
 * the host with it. It runs on Node, and on Deno.
 *
 * @module
 */
import process from "node:process";
import { ConfigurationError } from "../configuration_error.ts";
import { findDeno } from "./find_deno.ts";
import { launch } from "./launch.ts";
import { packageCache } from "./package_cache.ts";
import { runDeno, startDeno } from "./run_deno.ts";
import { watchedChanges } from "./watched_changes.ts";

const here = import.meta.url;
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => stopped.abort());
}

process.exitCode = await launch(process.argv.slice(2), {
  program: new URL("../host/runtime/host/main.js", here).href,
  library: new URL("../host/mod.js", here).href,
  get executable() {
    return findDeno(here);
  },
  variables: process.env,
  packageCache: packageCache(process.env, process.platform),
  print: (text) => process.stdout.write(text),
  note: (text) => process.stderr.write(`${text}\n`),
  run: (args, environment) => runDeno(findDeno(here), args, environment),
  start: (args, environment) => startDeno(findDeno(here), args, environment),
  watch: (folder) => watchedChanges(folder, stopped.signal),
}).catch((error) => {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`samla: ${error.message}\n`);
  return 3;
});
