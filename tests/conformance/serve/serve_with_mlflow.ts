import { freePort } from "../../tools/free_port.ts";
import { PeerProcess } from "../peer_process.ts";

/**
 * Starts `mlflow models serve` on a free port of the loopback, with one worker.
 *
 * @param bin The commands of an environment with MLflow.
 * @param model The model's folder.
 * @returns The running server.
 */
export async function serveWithMlflow(
  bin: string,
  model: string,
): Promise<PeerProcess> {
  const port = freePort();
  return await PeerProcess.start(`${bin}/mlflow`, {
    args: [
      ...["models", "serve", "--model-uri", model, "--env-manager", "local"],
      ...["--host", "127.0.0.1", "--port", String(port), "--workers", "1"],
    ],
    port,
    readyPath: "/ping",
    // The server is a child that finds its own interpreter by name.
    env: { PATH: `${bin}:${Deno.env.get("PATH")}` },
  });
}
