import { systemClock } from "../../src/clock.js";
import { SpillwayError } from "../../src/errors.js";
import { Admissions } from "../../src/flow/admissions.js";
import { Limiter } from "../../src/flow/limiter.js";
import { ANYONE, type PermitRequest } from "../../src/flow/permit.js";
import { LaneQuotas } from "../../src/flow/quotas.js";
import { resolveSettings } from "../../src/settings/resolve.js";

/** One slot and no end of a line, on the real clock, with nothing else in the way. */
export function newLimiter(): Limiter<undefined> {
  const { settings } = resolveSettings({ window: { max: 1 } }, { environment: {} });
  const queue = { ...settings.queue, limit: Number.POSITIVE_INFINITY };
  const quotas = new LaneQuotas(settings.quota, Math.random);
  return new Limiter<undefined>({
    admissions: new Admissions(settings.window, quotas, Math.random),
    quotas,
    queue: () => queue,
    gate: {
      dueIn: () => 0,
      soonestIn: () => 0,
      enter: () => undefined,
      refusal: () => new SpillwayError("CIRCUIT_OPEN", "never"),
    },
    clock: systemClock,
    observe: false,
    onStep: () => undefined,
    onQuota: () => undefined,
  });
}

/** One that waits as long as the default setting lets it: with a timer, and with no signal. */
export const request = (ticket: number): PermitRequest => ({
  ticket,
  tokens: () => 0,
  timeoutMs: 600_000,
  signal: undefined,
  caller: ANYONE,
});
