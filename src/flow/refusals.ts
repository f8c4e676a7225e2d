import { MINUTE_MS } from "../clock.js";
import { SpillwayError } from "../errors.js";
import { publicModel } from "../public-model.js";
import type { LimiterOptions, PermitRequest } from "./permit.js";

/** What stood in the lane when it refused; goes into the message so that it can be acted on. */
export interface Standing {
  readonly queued: number;
  readonly inFlight: number;
  readonly window: number;
}

const told = ({ queued, inFlight, window }: Standing): string =>
  `${queued} wait, ${inFlight} in flight, window ${window.toFixed(1)}`;

/** @param forAll whether there is no place for anyone, and not only for batch calls, or for this tenant */
export const queueFull = (limit: number, standing: Standing, forAll: boolean): SpillwayError => {
  const whom = forAll ? "" : " for this tenant or priority, which has taken all but the last places";
  return new SpillwayError(
    "QUEUE_FULL",
    `The waiting line is full${whom} (queue.limit is ${limit}): ${told(standing)}. Send fewer calls at once, or raise queue.limit.`,
  );
};

/** What one may expect who has so much time left, all in ms. */
export interface Expected {
  readonly leftMs: number;
  readonly waitMs: number;
  /** What a long answer takes. */
  readonly answerMs: number;
}

const whole = (ms: number): number => Math.max(0, Math.round(ms));

/** @param expected undefined: it has waited, and its time is up */
export const deadline = (standing: Standing, expected?: Expected): SpillwayError => {
  const why =
    expected === undefined
      ? "has passed"
      : `is in ${whole(expected.leftMs)} ms; expected are a wait of ${whole(expected.waitMs)} ms and then up to ${whole(expected.answerMs)} ms for a long answer`;
  return new SpillwayError(
    "DEADLINE",
    `The call's deadline (deadlineMs) ${why}: ${told(standing)}. Give it more time, or send fewer calls at once.`,
  );
};

export const queueTimeout = (timeoutMs: number, standing: Standing): SpillwayError =>
  new SpillwayError(
    "QUEUE_TIMEOUT",
    `No permit within ${Math.round(timeoutMs)} ms (queue.timeoutMs counts over all attempts of a call): ${told(standing)}. Try again later, or raise queue.timeoutMs.`,
  );

/** Of a call that would have to rest for so long before its next attempt. */
export const pastDeadline = (leftMs: number, restMs: number): SpillwayError => {
  const why =
    leftMs <= 0 ? "has passed" : `is in ${Math.ceil(leftMs)} ms, its next attempt in ${Math.ceil(restMs)} ms`;
  return new SpillwayError("DEADLINE", `The call's deadline (deadlineMs) ${why}. Give it more time.`);
};

export const neverFits = (tokens: number, per: "minute" | "day"): SpillwayError => {
  const option = per === "minute" ? "quota.tokensPerMinute" : "quota.tokensPerDay";
  return new SpillwayError(
    "QUOTA_EXHAUSTED",
    `The request reserves ${Math.round(tokens)} tokens (input estimate + max tokens), more than ${option} allows in a whole ${per}. Set or lower its max tokens (without, the model's maximum is reserved) or shorten the prompt; raise ${option} if your quota is higher.`,
  );
};

export const dayIsSpent = (tokens: number, retryAfterMs: number): SpillwayError =>
  new SpillwayError(
    "QUOTA_EXHAUSTED",
    `The tokens of the day are spent (quota.tokensPerDay, or the service has said so); the request reserves ${Math.round(tokens)}. Try again in ${Math.ceil(retryAfterMs / MINUTE_MS)} min, or name more regions or targets.`,
    { retryAfterMs },
  );

/** Why a caller need not wait, if it is so: what it waits for can't come in the time that it has left. */
export function hopeless(
  { gate, quotas }: Pick<LimiterOptions<unknown>, "gate" | "quotas">,
  { tokens }: PermitRequest,
  now: number,
  timeLeftMs: number,
): SpillwayError | undefined {
  const wait = gate.soonestIn(now);
  if (wait > timeLeftMs || wait === Number.POSITIVE_INFINITY) return gate.refusal(wait);
  const { minuteMs, dayMs } = quotas.due(tokens, now);
  if (minuteMs === Number.POSITIVE_INFINITY) return neverFits(tokens(), "minute");
  if (dayMs === Number.POSITIVE_INFINITY) return neverFits(tokens(), "day");
  return dayMs > timeLeftMs ? dayIsSpent(tokens(), dayMs) : undefined;
}

/** @param retryAfterMs Infinity: an operator holds it open */
export const circuitOpen = (region: string, id: string, retryAfterMs: number): SpillwayError => {
  const model = publicModel(id);
  return Number.isFinite(retryAfterMs)
    ? new SpillwayError(
        "CIRCUIT_OPEN",
        `The breaker of ${region} is open for ${model} after errors of the service; it admits a probe in ${Math.ceil(retryAfterMs)} ms. Try again then; more regions or targets give calls more places to go.`,
        { retryAfterMs },
      )
    : new SpillwayError(
        "CIRCUIT_OPEN",
        `The breaker of ${region} is held open by forceOpen() and lets nothing of ${model} pass. Call forceClose("${region}"), or name more regions or targets.`,
      );
};
