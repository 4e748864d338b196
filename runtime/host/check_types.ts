import { dirname } from "node:path";
import {
  ConfigurationError,
  configurationReason,
} from "./configuration_error.ts";

/**
 * Checks the types of a module and of all that it imports, as `deno check`
 * does, with the `deno.json` that is found from its folder.
 *
 * @param path The module, absolute.
 * @throws {ConfigurationError} If they do not fit, with each place; or if Deno may not be run.
 */
export async function checkTypes(path: string): Promise<void> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", path],
      cwd: dirname(path),
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
  } catch (error) {
    throw new ConfigurationError(
      `Cannot check the types of ${path}: ${configurationReason(error)}`,
      { cause: error },
    );
  }
  if (output.success) return;
  const told = new TextDecoder().decode(output.stderr)
    .replace(/\n*error: Type checking failed\.[^]*$/, "").trim();
  throw new ConfigurationError(
    `Cannot serve ${path}: its types do not fit; correct them, or serve it without --check\n${told}`,
  );
}
