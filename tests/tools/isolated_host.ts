import { HostProcess } from "./host_process.ts";
import { projectPath } from "./paths.ts";

/**
 * Starts `samla serve` with its module in processes of its own, as the
 * installed command does.
 *
 * @param folder The module's folder and that of the data; `score.ts` is served.
 * @param args Other arguments.
 * @param options `net` is a host and port that the module may speak to.
 * @returns The running host.
 */
export async function isolatedHost(
  folder: string,
  args: readonly string[] = [],
  { net }: { readonly net?: string } = {},
): Promise<HostProcess> {
  const socket = `${folder}/module.sock`;
  const executable = Deno.execPath();
  const command = {
    executable,
    socket,
    variables: ["HOME", "NO_COLOR"],
    args: [
      "--config",
      projectPath("deno.json"),
      `--allow-read=${folder},${projectPath(".")}`,
      `--allow-write=${socket}`,
      `--allow-net=unix:${socket}${net === undefined ? "" : `,${net}`}`,
      "--allow-env=AZUREML_MODEL_DIR,AML_APP_ROOT,AZUREML_ENTRY_SCRIPT",
      `--deny-read=${folder}/data`,
    ],
  };
  return await HostProcess.start(`${folder}/data`, [
    `${folder}/score.ts`,
    "--isolation",
    "worker",
    "--workers",
    "2",
    "--module-process",
    JSON.stringify(command),
    ...args,
  ], {
    permissions: [
      `--allow-run=${executable}`,
      `--allow-net=unix:${socket}`,
      `--allow-write=${socket}`,
    ],
  });
}
