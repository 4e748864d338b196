import type { Logger } from "../../logger.ts";
import { healthPort } from "../health_port.ts";
import { HostDoor } from "../host_door.ts";
import { HttpServer } from "../http/http_server.ts";
import { grantedVariable } from "../service_variables.ts";
import {
  type ListeningFlags,
  listeningOf,
} from "./options/listening_options.ts";

/** What takes no longer needs nobody to tell. */
const PATIENCE_MS = 100;

/**
 * Tells those who ask that the host lives while something is waited for that
 * may take long before it can listen itself, as a model that is fetched: `GET /`
 * is answered, all else is 503.
 *
 * @param flags Where it will listen.
 * @param log Where it is told what happens.
 * @param work What is waited for.
 * @returns What comes of it; nobody listens any more.
 */
export async function aliveMeanwhile<T>(
  flags: ListeningFlags & { readonly unixSocket?: string },
  log: Logger,
  work: () => Promise<T>,
): Promise<T> {
  const servers: HttpServer[] = [];
  const open = () => {
    const door = new HostDoor();
    const place = { ...listeningOf(flags), log };
    for (const port of portsOf(flags)) {
      try {
        const answer = (request: Request) => door.answer(request);
        servers.push(new HttpServer(answer, { ...place, port }));
      } catch {
        // The start itself says why nobody can listen there.
      }
    }
  };
  const timer = setTimeout(open, PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
}

/** The ports that are known; a free one is not yet. */
function portsOf(
  flags: ListeningFlags & { readonly unixSocket?: string },
): number[] {
  const probed = healthPort(flags.healthPort, grantedVariable);
  const main = flags.unixSocket === undefined ? [flags.port] : [];
  return [...new Set([...main, ...(probed === undefined ? [] : [probed])])]
    .filter((port) => port !== 0);
}
