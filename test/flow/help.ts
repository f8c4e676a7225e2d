import { SpillwayError } from "../../src/errors.js";
import { Admissions } from "../../src/flow/admissions.js";
import type { WindowSettings } from "../../src/flow/law.js";
import type { Decision } from "../../src/flow/laws.js";
import { Limiter } from "../../src/flow/limiter.js";
import {
  ANYONE,
  type Gate,
  type LimiterOptions,
  type Permit,
  type PermitRequest,
} from "../../src/flow/permit.js";
import { LaneQuotas } from "../../src/flow/quotas.js";
import type { QueueSettings, QuotaSettings } from "../../src/settings/settings.js";
import { seeded, VirtualClock } from "../../src/simulator/index.js";

/** The law whose numbers can be told in one's head: for tests of what is around a law. */
export const WINDOW: WindowSettings = {
  law: "textbook",
  initial: 2,
  min: 0.1,
  max: 100,
  increase: 1,
  decreaseFactor: 0.5,
  probeShare: 0.005,
};

const QUEUE: QueueSettings = {
  limit: 100,
  timeoutMs: 60_000,
  order: "fifo",
  batchShare: 0.1,
  weights: {},
};

/** A gate that is shut until a moment, as told; counts whom it let through. */
export class Door implements Gate<number> {
  shutUntil = 0;
  entered = 0;
  /** Called when it is asked, before it answers. */
  onAsk: () => void = () => {};
  dueIn(now: number): number {
    this.onAsk();
    return Math.max(0, this.shutUntil - now);
  }
  soonestIn(now: number): number {
    return Math.max(0, this.shutUntil - now);
  }
  enter(): number {
    return ++this.entered;
  }
  refusal(waitMs: number): SpillwayError {
    return new SpillwayError("CIRCUIT_OPEN", `shut for ${waitMs} ms`);
  }
}

export interface Bench {
  readonly clock: VirtualClock;
  readonly door: Door;
  readonly limiter: Limiter<number>;
  readonly steps: Decision[];
  /** Asks for a permit; tickets rise with every call. */
  ask(
    request?: Partial<Omit<PermitRequest, "tokens">> & { readonly tokens?: number },
  ): Promise<Permit<number>>;
}

interface BenchOptions extends Partial<Omit<LimiterOptions<number>, "admissions" | "quotas" | "queue">> {
  /** Default 100. */
  readonly queueLimit?: number;
  readonly queue?: Partial<QueueSettings>;
  readonly window?: Partial<WindowSettings>;
  readonly quota?: Partial<QuotaSettings>;
}

export function bench({ window, quota, queueLimit = 100, queue, ...rest }: BenchOptions = {}): Bench {
  const clock = new VirtualClock();
  const door = new Door();
  const steps: Decision[] = [];
  const unknown = { requestsPerMinute: undefined, tokensPerMinute: undefined, tokensPerDay: undefined };
  const quotas = new LaneQuotas({ ...unknown, ...quota }, seeded(2));
  const limiter = new Limiter<number>({
    admissions: new Admissions({ ...WINDOW, ...window }, quotas, seeded(1)),
    quotas,
    queue: () => ({ ...QUEUE, limit: queueLimit, ...queue }),
    gate: door,
    clock,
    observe: false,
    onStep: (step) => steps.push(step),
    onQuota: () => {},
    ...rest,
  });
  let ticket = 0;
  const ask: Bench["ask"] = ({ tokens = 0, ...request } = {}) =>
    limiter.acquire({
      ticket: ++ticket,
      tokens: () => tokens,
      timeoutMs: Number.POSITIVE_INFINITY,
      signal: undefined,
      caller: ANYONE,
      ...request,
    });
  return { clock, door, limiter, steps, ask };
}

/** `code` of a refusal, `name` of any other error; undefined when it was fulfilled. */
export const refused = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) =>
      error instanceof SpillwayError ? error.code : error instanceof Error ? error.name : String(error),
  );

/** Whether a promise has settled by now, seen after all that is ready has run. */
export async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  const mark = (): void => {
    done = true;
  };
  promise.then(mark, mark);
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}
