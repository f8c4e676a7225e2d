/** Wakes whoever waits for something to be otherwise. Each of them sees for himself whether it is what he waits for. */
export class Change {
  #waiting: (() => void)[] = [];

  /** Resolves at the next change. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  tell(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
