import type { CollectedEvent } from "./collected_event.ts";

/** An input and its output. */
export interface EventPair {
  /** The input. */
  readonly input: CollectedEvent;
  /** The output of the same correlation id. */
  readonly output: CollectedEvent;
}

/** How to join. */
export interface JoinOptions {
  /** The most events that wait for their other half (default 100,000); the one that waits longest is given up. */
  readonly maxWaiting?: number;
  /** Hears of events that found no other half. */
  readonly onUnmatched?: (event: CollectedEvent) => void;
}

/**
 * Joins inputs and outputs by correlation id. Both are read side by side in
 * the order of their times, so that only what is far apart has to wait. Of
 * events with the same id, the first input meets the first output.
 *
 * @param inputs The inputs, more or less in order of time.
 * @param outputs The outputs, likewise.
 * @param options How many may wait, and who hears of what was not matched.
 * @returns The pairs, in the order in which they are complete.
 */
export async function* joinEvents(
  inputs: AsyncIterable<CollectedEvent>,
  outputs: AsyncIterable<CollectedEvent>,
  options: JoinOptions = {},
): AsyncGenerator<EventPair> {
  const { maxWaiting = 100_000, onUnmatched } = options;
  const waitingInputs = new WaitingEvents(maxWaiting, onUnmatched);
  const waitingOutputs = new WaitingEvents(maxWaiting, onUnmatched);
  for await (const { event, isInput } of byTime(inputs, outputs)) {
    const { correlationId } = event;
    const own = isInput ? waitingInputs : waitingOutputs;
    const other = (isInput ? waitingOutputs : waitingInputs)
      .take(correlationId);
    if (other === undefined) own.add(event);
    else if (isInput) yield { input: event, output: other };
    else yield { input: other, output: event };
  }
  waitingInputs.giveUp();
  waitingOutputs.giveUp();
}

/** Events that wait for their other half, by correlation id, the one that waits longest first. */
class WaitingEvents {
  readonly #events = new Map<string, CollectedEvent[]>();
  readonly #maxEvents: number;
  readonly #onUnmatched: ((event: CollectedEvent) => void) | undefined;
  #length = 0;

  constructor(
    maxEvents: number,
    onUnmatched: ((event: CollectedEvent) => void) | undefined,
  ) {
    this.#maxEvents = maxEvents;
    this.#onUnmatched = onUnmatched;
  }

  add(event: CollectedEvent): void {
    const queue = this.#events.get(event.correlationId);
    if (queue === undefined) this.#events.set(event.correlationId, [event]);
    else queue.push(event);
    this.#length++;
    if (this.#length <= this.#maxEvents) return;
    for (const id of this.#events.keys()) {
      const longest = this.take(id);
      if (longest !== undefined) this.#onUnmatched?.(longest);
      return;
    }
  }

  take(correlationId: string): CollectedEvent | undefined {
    const queue = this.#events.get(correlationId);
    const event = queue?.shift();
    if (event === undefined) return undefined;
    this.#length--;
    if (queue?.length === 0) this.#events.delete(correlationId);
    return event;
  }

  giveUp(): void {
    for (const queue of this.#events.values()) {
      for (const event of queue) this.#onUnmatched?.(event);
    }
    this.#events.clear();
  }
}

/** Both in one order of time, an input before an output of the same time. */
async function* byTime(
  inputs: AsyncIterable<CollectedEvent>,
  outputs: AsyncIterable<CollectedEvent>,
): AsyncGenerator<{ event: CollectedEvent; isInput: boolean }> {
  const left = inputs[Symbol.asyncIterator]();
  const right = outputs[Symbol.asyncIterator]();
  try {
    let input = await left.next();
    let output = await right.next();
    while (!input.done || !output.done) {
      if (
        !input.done &&
        (output.done || input.value.timeMs <= output.value.timeMs)
      ) {
        yield { event: input.value, isInput: true };
        input = await left.next();
      } else if (!output.done) {
        yield { event: output.value, isInput: false };
        output = await right.next();
      }
    }
  } finally {
    await left.return?.();
    await right.return?.();
  }
}
