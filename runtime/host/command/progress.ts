import { SingleBar } from "cli-progress";

/** A bar that is shown while something long runs. */
export interface Progress extends Disposable {
  /** Shows how much is done. */
  update(done: number, total: number): void;
}

/**
 * Shows a bar on standard error, where that is a terminal.
 *
 * @param label What runs.
 * @returns The bar; disposing of it, also twice, takes it away.
 */
export function startProgress(label: string): Progress {
  if (!Deno.stderr.isTerminal()) {
    return { update() {}, [Symbol.dispose]() {} };
  }
  const bar = new SingleBar({
    format: `${label} {bar} {percentage} %`,
    clearOnComplete: true,
    hideCursor: true,
  });
  let isShown = false;
  return {
    update(done, total) {
      if (!isShown) bar.start(total, done);
      else bar.update(done);
      isShown = true;
    },
    [Symbol.dispose]() {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}
