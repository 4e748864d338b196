import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { examinePython } from "../../../../runtime/host/doctor/examine_python.ts";

/** A program in the place of Python: what it is asked is Python's own business. */
async function examined(script: string) {
  const folder = await Deno.makeTempDir();
  const program = join(folder, "python");
  await Deno.writeTextFile(program, `#!/bin/sh\n${script}\n`);
  await Deno.chmod(program, 0o755);
  const found = await examinePython(program);
  await Deno.remove(folder, { recursive: true });
  return found;
}

Deno.test("Python is said with the packages that scripts log with", async () => {
  const whole = await examined(
    "echo 3.11.2; echo azureml-ai-monitoring 1.0.0; echo mlflow 3.4.0",
  );
  assertEquals(whole.verdict, "ok");
  assertMatch(
    whole.seen,
    / is 3\.11\.2, with azureml-ai-monitoring 1\.0\.0, mlflow 3\.4\.0$/,
  );
  const bare = await examined("echo 3.11.2");
  assertEquals(bare.verdict, "note");
  assertStringIncludes(bare.advice!, "pip install azureml-ai-monitoring");
});

Deno.test("Python that is not there, or does not run, is worth a note", async () => {
  const absent = await examinePython("/nothing/python3");
  assertEquals(absent.verdict, "note");
  assertStringIncludes(absent.seen, "/nothing/python3 does not run");
  const broken = await examined("echo no such library >&2; exit 1");
  assertStringIncludes(broken.seen, "no such library");
  const silent = await examined("exit 3");
  assertStringIncludes(silent.seen, "it ends with the code 3");
});
