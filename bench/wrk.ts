import type { LoadOptions, LoadResult } from "./load.ts";

/**
 * Sends one request over and over with `wrk`, which takes much less of the
 * machine than a client of our own.
 *
 * @param options What to send, and how much.
 * @returns The rate, and how long answers took; `undefined` if there is no `wrk` on this machine.
 */
export async function loadByWrk(
  options: LoadOptions,
): Promise<LoadResult | undefined> {
  const script = await Deno.makeTempFile({ suffix: ".lua" });
  try {
    await Deno.writeTextFile(
      script,
      `wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.body = [==[${options.body}]==]
`,
    );
    const { stdout } = await new Deno.Command("wrk", {
      args: [
        "--latency",
        "-t1",
        `-c${options.connections}`,
        `-d${Math.round(options.durationMs / 1000)}s`,
        "-s",
        script,
        `http://127.0.0.1:${options.port}${options.path}`,
      ],
    }).output();
    return read(new TextDecoder().decode(stdout));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  } finally {
    await Deno.remove(script);
  }
}

function read(text: string): LoadResult {
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? 0);
  return {
    requestsPerSecond: Math.round(number(/Requests\/sec:\s+([\d.]+)/)),
    requests: number(/(\d+) requests in/),
    failures: number(/Non-2xx or 3xx responses: (\d+)/),
    medianMs: milliseconds(/50%\s+([\d.]+)(us|ms|s)/.exec(text)),
    p99Ms: milliseconds(/99%\s+([\d.]+)(us|ms|s)/.exec(text)),
  };
}

function milliseconds(match: RegExpExecArray | null): number {
  const [, value, unit] = match ?? [];
  const factor = unit === "us" ? 0.001 : unit === "s" ? 1000 : 1;
  return Number(value) * factor;
}
