/**
 * Waits for a signal that asks the process to stop. After the first one, a
 * second ends the process at once, as without us.
 *
 * @param signals The signals that do.
 * @returns The name of the signal.
 */
export function stopSignal(
  signals: readonly Deno.Signal[] = ["SIGTERM", "SIGINT", "SIGHUP"],
): Promise<Deno.Signal> {
  return new Promise((settle) => {
    const listeners = signals.map((signal) => () => {
      signals.forEach((other, i) =>
        Deno.removeSignalListener(other, listeners[i]!)
      );
      settle(signal);
    });
    signals.forEach((signal, i) =>
      Deno.addSignalListener(signal, listeners[i]!)
    );
  });
}
