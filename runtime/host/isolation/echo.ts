/** Tells whether somebody answers in time. */
export class Echo {
  #waiting: (() => void)[] = [];

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
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve(isAnswered);
      });
    });
  }

  /** The answer has come. */
  heard(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const heard of waiting) heard();
  }
}
