import type { Slots } from "./types.js";

/** Sampling step of a schedule that is a function. */
const STEP_MS = 100;
/** A long stretch is sampled more coarsely rather than more often. */
const MAX_SAMPLES = 10_000;

/** How many slots there are at `ms`. */
export function slotsAt(slots: Slots, ms: number): number {
  if (typeof slots === "number") return slots;
  if (typeof slots === "function") return slots(ms);
  let current = slots[0]?.[1] ?? 0;
  for (const [from, count] of slots) {
    if (from > ms) break;
    current = count;
  }
  return current;
}

/** Slots times milliseconds from `from` to `to`. */
export function slotTime(slots: Slots, from: number, to: number): number {
  if (to <= from) return 0;
  if (typeof slots === "number") return slots * (to - from);
  if (typeof slots === "function") return sampled(slots, from, to);
  let sum = 0;
  for (let i = 0; i < slots.length; i++) {
    const begin = i === 0 ? from : Math.max(from, slots[i]?.[0] ?? to);
    const end = Math.min(to, slots[i + 1]?.[0] ?? to);
    if (end > begin) sum += (slots[i]?.[1] ?? 0) * (end - begin);
  }
  return sum;
}

function sampled(slots: (ms: number) => number, from: number, to: number): number {
  const count = Math.min(MAX_SAMPLES, Math.ceil((to - from) / STEP_MS));
  const step = (to - from) / count;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += slots(from + (i + 0.5) * step) * step;
  return sum;
}

/** Capacity over time under a schedule that may be exchanged. */
export class Capacity {
  #slots: Slots;
  #sum = 0;
  #until = 0;

  constructor(slots: Slots) {
    this.#slots = slots;
  }

  /** Whether one more fits beside `inFlight`. */
  fits(inFlight: number, now: number): boolean {
    return inFlight + 1 <= slotsAt(this.#slots, now);
  }

  /** From `now` on, `slots` holds. */
  change(slots: Slots, now: number): void {
    if (slots === this.#slots) return;
    this.slotTime(now);
    this.#slots = slots;
  }

  /** Slots times milliseconds from the beginning to `now`. */
  slotTime(now: number): number {
    this.#sum += slotTime(this.#slots, this.#until, now);
    this.#until = Math.max(this.#until, now);
    return this.#sum;
  }
}
