/** What joining and leaving the line costs, with how many waiters in it. */
import type { Limiter } from "../../../src/flow/limiter.js";
import type { Permit } from "../../../src/flow/permit.js";
import { check, type Figure, least, median, tell } from "../figures.js";
import { newLimiter, request } from "../waiters.js";

const DEPTHS = [1, 1000, 100_000];
const ROUNDS = 400;
const MOST_PER_ROUND = 100;

interface Costs {
  readonly enqueue: readonly number[];
  readonly dequeue: readonly number[];
}

/** Fills a line, then lets some leave at its front and as many join at its end, in turns, each timed. */
async function measure(depth: number): Promise<Costs> {
  const limiter: Limiter<undefined> = newLimiter();
  let ticket = 0;
  const waiting: Promise<Permit<undefined>>[] = [];
  let next = 0;
  const join = (): void => void waiting.push(limiter.acquire(request(++ticket)));
  let permit = await limiter.acquire(request(++ticket));
  const leave = async (): Promise<void> => {
    permit.end("ignored");
    permit = (await waiting[next++]) ?? permit;
  };
  while (limiter.queued < depth) join();
  const each = Math.min(depth, MOST_PER_ROUND);
  const enqueue: number[] = [];
  const dequeue: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < each; i++) await leave();
    const left = performance.now();
    for (let i = 0; i < each; i++) join();
    dequeue.push(((left - start) * 1000) / each);
    enqueue.push(((performance.now() - left) * 1000) / each);
  }
  check(limiter.queued === depth, "as many wait as before");
  while (limiter.queued > 0) await leave();
  permit.end("ignored");
  check(next === waiting.length && limiter.inFlight === 0, "everyone who joined was served");
  return { enqueue, dequeue };
}

// Warm, so that the first depth does not pay for the compiler.
for (let i = 0; i < 5; i++) await measure(1000);

const figures: Figure[] = [];
for (const depth of DEPTHS) {
  const { enqueue, dequeue } = await measure(depth);
  const at = `${depth.toLocaleString("en")} ${depth === 1 ? "waits" : "wait"}`;
  figures.push({ name: `join the line, ${at}`, unit: "µs", median: median(enqueue), min: least(enqueue) });
  figures.push({ name: `leave the line, ${at}`, unit: "µs", median: median(dequeue), min: least(dequeue) });
}
tell(figures);
