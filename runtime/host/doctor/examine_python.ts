import { reasonOf } from "../../../ground/reason_of.ts";
import type { Finding } from "./finding.ts";

/** What people's scoring scripts are served with, and log with. */
const PACKAGES = [
  "azureml-inference-server-http",
  "azureml-ai-monitoring",
  "mlflow",
];

const PROGRAM = `
import importlib.metadata as metadata, platform
print(platform.python_version())
for name in ${JSON.stringify(PACKAGES)}:
    try: print(name, metadata.version(name))
    except metadata.PackageNotFoundError: pass
`;

/**
 * Asks Python for its version and for the packages that scoring scripts use.
 * Samla itself needs none of it.
 *
 * @param program Python's program.
 * @returns What was found.
 */
export async function examinePython(program: string): Promise<Finding> {
  const what = "Python";
  let text: string;
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, {
      args: ["-c", PROGRAM],
      stdin: "null",
      signal: AbortSignal.timeout(LIMIT_MS),
    }).output();
    const decoder = new TextDecoder();
    if (code !== 0) {
      const said = decoder.decode(stderr).trim().split("\n").at(-1);
      throw new Error(said || `it ends with the code ${code}`);
    }
    text = decoder.decode(stdout);
  } catch (error) {
    return {
      verdict: "note",
      what,
      seen: `${program} does not run: ${reasonOf(error)}`,
      advice:
        "models and modules need no Python; for samla collect beside a script of Python, install it, or name it with --python",
    };
  }
  const [version, ...packages] = text.trim().split("\n");
  const has = packages.length > 0 ? `, with ${packages.join(", ")}` : "";
  const seen = `${program} is ${version}${has}`;
  if (text.includes("azureml-ai-monitoring")) {
    return { verdict: "ok", what, seen };
  }
  return {
    verdict: "note",
    what,
    seen,
    advice:
      "scripts that collect need: pip install azureml-ai-monitoring; nothing else of Samla needs Python",
  };
}

const LIMIT_MS = 10_000;
