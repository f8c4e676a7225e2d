/** A moment in ms since the simulator began, and what was in flight from then on. */
export type Step = readonly [ms: number, inFlight: number];

/** More steps than this are thinned out to half. */
const MAX_STEPS = 2_000;

/** How many are in flight, with its peak, its integral over time and its course in a bounded number of steps. */
export class Gauge {
  #value = 0;
  #peak = 0;
  #area = 0;
  #at = 0;
  #resolution = 0;
  #steps: Step[] = [[0, 0]];

  get value(): number {
    return this.#value;
  }

  get peak(): number {
    return this.#peak;
  }

  get steps(): readonly Step[] {
    return this.#steps.slice();
  }

  add(change: number, now: number): void {
    this.#area = this.area(now);
    this.#at = now;
    this.#value += change;
    this.#peak = Math.max(this.#peak, this.#value);
    this.#note(now);
  }

  /** In flight times milliseconds, up to `now`. */
  area(now: number): number {
    return this.#area + this.#value * (now - this.#at);
  }

  #note(now: number): void {
    const last = this.#steps.at(-1);
    if (last && (now === last[0] || now - last[0] < this.#resolution)) this.#steps.pop();
    this.#steps.push(last && now - last[0] < this.#resolution ? [last[0], this.#value] : [now, this.#value]);
    if (this.#steps.length > MAX_STEPS) this.#thin(now);
  }

  #thin(now: number): void {
    this.#steps = this.#steps.filter((_, i) => i % 2 === 0);
    this.#resolution = (2 * now) / MAX_STEPS;
  }
}
