import { createRequire } from "node:module";
import process from "node:process";
import { reasonOf } from "../../../ground/reason_of.ts";
import { ConfigurationError } from "../configuration_error.ts";

/**
 * Finds Deno: the one that runs this, else the one that the npm package `deno`
 * brings for this machine.
 *
 * @param from The address of a module of the package that depends on it.
 * @returns The path of the executable.
 * @throws {ConfigurationError} If there is none for this machine.
 */
export function findDeno(from: string): string {
  if (process.versions.deno !== undefined) return process.execPath;
  try {
    const { runInstall } = createRequire(from)("deno/install_api.cjs");
    return runInstall();
  } catch (error) {
    throw new ConfigurationError(
      `Cannot find Deno, which serves models: there is none for ${process.platform} on ${process.arch} in the package "deno" (${
        reasonOf(error).split("\n", 1)[0]
      }); install the package anew, with its optional dependencies, on Linux with glibc, macOS or Windows`,
      { cause: error },
    );
  }
}
