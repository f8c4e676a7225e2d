import type { Random, SpillwayOptions, UpdateOptions } from "spillway";
import { oneOf } from "./draw.js";
import { IDLE_MS } from "./mixture.js";

const [EAST, WEST, CENTRAL] = ["us-east-1", "us-west-2", "eu-central-1"];

/** Changes that any instance of the run may be told of, at any moment. */
const CHANGES: readonly UpdateOptions[] = [
  {},
  { window: { max: 4, initial: 2, min: null } },
  { window: { max: null, initial: null, min: null } },
  { window: { law: "textbook" } },
  { window: { law: "adaptive", probeShare: 0.2 } },
  { queue: { limit: 0 } },
  { queue: { limit: 20, order: "adaptive-lifo" } },
  { queue: { limit: 400, order: "fifo", batchShare: 0.5 } },
  { queue: { weights: { a: 5, b: 0.01 } } },
  { queue: { weights: null, batchShare: null } },
  { retry: { maxAttempts: 1, budgetBurst: 0, budgetShare: 0 } },
  { retry: { maxAttempts: 4, budgetBurst: null, budgetShare: null } },
  { breaker: { failures: 1, probes: 3 } },
  { breaker: { failures: null, probes: null, scope: "model" } },
  { breaker: { whenOpen: "fail", codes: ["InternalServerException"] } },
  { breaker: { whenOpen: "wait", codes: null, scope: null } },
  { spill: { afterMs: 0 } },
  { spill: { afterMs: 50 } },
  { streams: { idleMs: IDLE_MS / 2 } },
  { streams: { idleMs: IDLE_MS } },
  { quota: { requestsPerMinute: 6000, tokensPerMinute: 400_000 } },
  { quota: { source: null, requestsPerMinute: null, tokensPerMinute: null } },
  { models: { "*nova*": { window: { max: 2 }, quota: { requestsPerMinute: 1200 } } } },
  { models: null },
  { regions: [CENTRAL, EAST] },
  { regions: [EAST, WEST, CENTRAL] },
  { regions: null, targets: null },
  { targets: [{ region: WEST }, { modelId: "amazon.nova-pro-v1:0" }] },
  { residency: ["us"] },
  { residency: null },
];

/** For those that are to forget: the others are compared with what they remember. */
const FORGETTING: readonly UpdateOptions[] = [{ lanes: { limit: 1 } }, { lanes: { limit: 6 } }];

/** What must be refused. */
export const NONSENSE: readonly unknown[] = [
  { window: { max: -1 } },
  { queue: { limit: "many" } },
  { mode: "off" },
  { clock: {} },
  { window: { min: 50, max: 2 } },
  { regions: ["nowhere"] },
  { models: { "*": { window: { max: Number.NaN } } } },
  7,
];

export const changeOf = (random: Random, forgetful: boolean): UpdateOptions =>
  oneOf(random, forgetful ? [...CHANGES, ...FORGETTING] : CHANGES);

/** Takes back whatever of these an instance was told. */
const TAKEN_BACK = {
  window: { law: null, initial: null, min: null, max: null, probeShare: null },
  queue: { order: null, batchShare: null, weights: null },
  retry: { budgetBurst: null, budgetShare: null },
  breaker: { failures: null, probes: null, scope: null, whenOpen: null, codes: null },
  quota: { requestsPerMinute: null, tokensPerMinute: null, tokensPerDay: null },
  models: null,
  regions: null,
  targets: null,
  residency: null,
} satisfies UpdateOptions;

/** Back to what an instance was made with, but for what it can't be told later. */
export function backTo({ mode: _, ...options }: SpillwayOptions): UpdateOptions {
  const { window, queue, retry, breaker, quota } = TAKEN_BACK;
  return {
    ...TAKEN_BACK,
    ...options,
    window: { ...window, ...options.window },
    queue: { ...queue, ...options.queue },
    retry: { ...retry, ...options.retry },
    breaker: { ...breaker, ...options.breaker },
    quota: { ...quota, ...(options.quota === "auto" ? { source: options.quota } : options.quota) },
  };
}
