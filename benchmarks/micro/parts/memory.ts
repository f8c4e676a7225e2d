/** What a waiter keeps in memory: in the line alone, and as a whole call that waits in our two middlewares. */

import { constructStack } from "@smithy/core/client";
import type { MetadataBearer } from "@smithy/types";
import { spillway } from "spillway";
import type { Permit } from "../../../src/flow/permit.js";
import { check, least, median, tell } from "../figures.js";
import { newLimiter, request } from "../waiters.js";

const WAITERS = 100_000;
const ROUNDS = 5;
const LIMIT_BYTES = 1024;

function heapUsed(): number {
  // Twice: what the first pass finalises, the second frees.
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Bytes that each waiter in the line keeps: its place, its promise, its timer. */
async function inLine(): Promise<number> {
  const limiter = newLimiter();
  let permit: Permit<undefined> = await limiter.acquire(request(0));
  const waiting: Promise<Permit<undefined>>[] = new Array(WAITERS);
  const before = heapUsed();
  for (let i = 0; i < WAITERS; i++) waiting[i] = limiter.acquire(request(i + 1));
  const bytes = (heapUsed() - before) / WAITERS;
  for (const each of waiting) {
    permit.end("ignored");
    permit = await each;
  }
  permit.end("ignored");
  check(limiter.queued === 0 && limiter.inFlight === 0, "the line has emptied");
  return bytes;
}

/** Bytes that each waiting call keeps in our middlewares: its record, its pending functions, its place in line. */
async function inCalls(): Promise<number> {
  const plugin = spillway({ window: { max: 1 }, queue: { limit: WAITERS, timeoutMs: 600_000 } });
  const stack = constructStack<object, MetadataBearer>();
  stack.add((next) => (args) => next(args), { name: "retryMiddleware", step: "finalizeRequest" });
  stack.use(plugin);
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const output = { $metadata: {} };
  const terminal = async () => {
    await gate;
    return { output, response: { statusCode: 200, headers: {} } };
  };
  const handler = stack.resolve(terminal, { clientName: "TestClient", commandName: "TestCommand" });
  const inputs = Array.from({ length: WAITERS + 1 }, () => ({ hostname: "x.us-east-1.amazonaws.com" }));
  const calls: Promise<unknown>[] = new Array(inputs.length);
  const before = heapUsed();
  // The stack's own arguments serve as the request: what a real one weighs is the SDK's.
  for (const [i, request] of inputs.entries())
    calls[i] = handler({ input: {}, request } as { input: object });
  await new Promise((resolve) => setImmediate(resolve));
  const bytes = (heapUsed() - before) / WAITERS;
  check(plugin.snapshot().lanes[0]?.queued === WAITERS, "all but one wait");
  open();
  await Promise.all(calls);
  check(plugin.snapshot().lanes[0]?.counters.served === WAITERS + 1, "all were served");
  return bytes;
}

async function rounds(once: () => Promise<number>): Promise<{ median: number; min: number }> {
  const found: number[] = [];
  for (let i = 0; i < ROUNDS; i++) found.push(await once());
  return { median: median(found), min: least(found) };
}

check(globalThis.gc !== undefined, "node runs with --expose-gc");
const name = `of ${WAITERS.toLocaleString("en")}`;
tell([
  { name: `a waiter in line, ${name}`, unit: "bytes", ...(await rounds(inLine)), limit: LIMIT_BYTES },
  { name: `a whole call that waits, ${name}`, unit: "bytes", ...(await rounds(inCalls)) },
]);
