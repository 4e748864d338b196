/** Tells whether somebody answers in time. */
export class Echo {
  #heard: (() => void) | undefined;

  /**
   * Waits for an answer.
   *
   * @param ms How long, in milliseconds.
   * @returns Whether it came.
   */
  answered(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const isAnswered = true;
      const timer = setTimeout(() => resolve(!isAnswered), ms);
      this.#heard = () => {
        clearTimeout(timer);
        resolve(isAnswered);
      };
    });
  }

  /** The answer has come. */
  heard(): void {
    this.#heard?.();
  }
}
