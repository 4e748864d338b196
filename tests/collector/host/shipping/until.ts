const DEADLINE_MS = 20_000;

/** Waits until something is so, for as long as no test should take. */
export async function until(condition: () => boolean): Promise<void> {
  const startedMs = performance.now();
  while (!condition()) {
    if (performance.now() - startedMs > DEADLINE_MS) {
      throw new Error("It did not happen in time");
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether there is something at a path. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
