import { modelData } from "../flow/model-data.js";
import { count, percent } from "./figures.js";
import { type Cause, isThrottled, TELLING } from "./verdict-causes.js";
import type { Facts, LaneMetrics, Nearness } from "./verdict-facts.js";

/** In how few words a cause is named, quota and capacity apart. */
export const NAMED: Readonly<Record<Cause, string>> = {
  zeroQuota: "quota: zero",
  requests: "quota: requests per minute",
  tokens: "quota: tokens per minute",
  tokensPerDay: "quota: tokens per day",
  reservation: "quota: tokens per minute, by what is reserved",
  elsewhere: "throttled below the quotas",
  someQuota: "throttled, quotas not known",
  capacity: "capacity or faults of the service",
  wrongRequests: "requests that can't be served",
};

/** Of a service that gives a token less than half as often as before. */
const SLOW = 0.5;

const used = (what: string, { peak, ofThrottles }: Nearness, quota: number | undefined): string =>
  `${what} are used up: ${percent(peak)} of ${count(quota ?? 0)} at the peak, and ${percent(ofThrottles)} of the throttles fall into minutes near it.`;

const throttled = ({ throttles, throttledShare }: Facts): string =>
  `${count(throttles)} requests were throttled, ${percent(throttledShare)} of what was sent`;

const below = ({ requests, tokens }: Facts): string =>
  [
    requests && `${percent(requests.peak)} of the requests per minute`,
    tokens && `${percent(tokens.peak)} of the tokens per minute`,
  ]
    .filter(Boolean)
    .join(" and ");

function reservation({ series }: LaneMetrics, facts: Facts): string {
  const most = count(modelData(series.model).maxOutputTokens);
  const output = facts.outputPerCall === undefined ? "" : `; an answer has ${count(facts.outputPerCall)}`;
  return (
    `${throttled(facts)}, with at most ${below(facts)} used. A request reserves its input and its max tokens at its ` +
    `start: with the model's maximum (${most}${output}) the busiest minute would reserve ` +
    `${percent(facts.reservedShare ?? 0)} of the quota. That would explain it.`
  );
}

function capacity({ witness }: LaneMetrics, { serverErrors, serverShare }: Facts): string {
  const seen =
    witness === undefined
      ? ""
      : ` The process beside it has met ${count(witness.unavailable)} answers that mean capacity.`;
  return `The service failed ${count(serverErrors)} requests, ${percent(serverShare)} of what was sent. CloudWatch counts 503 (capacity) and 500 (faults) as one; no quota of yours changes either.${seen}`;
}

const SENTENCES: Readonly<Record<Cause, (metrics: LaneMetrics, facts: Facts) => string>> = {
  zeroQuota: () => "A quota of this account is 0 here: every request is refused until it is raised.",
  requests: ({ quotas }, { requests }) =>
    requests ? used("Requests per minute", requests, quotas.requestsPerMinute) : "",
  tokens: ({ quotas }, { tokens }) =>
    tokens ? used("Tokens per minute", tokens, quotas.tokensPerMinute) : "",
  tokensPerDay: ({ quotas }, { dayShare = 0 }) =>
    `Tokens per day are used up: ${percent(dayShare)} of ${count(quotas.tokensPerDay ?? 0)} within this span.`,
  reservation,
  elsewhere: (_, facts) =>
    `${throttled(facts)}, with at most ${below(facts)} used: bursts of seconds, or capacity that is refused like a throttle.`,
  someQuota: (_, facts) => `${throttled(facts)}. Which quota that was can't be told: not all are known.`,
  capacity,
  wrongRequests: (_, { clientErrors, clientShare }) =>
    `${count(clientErrors)} requests, ${percent(clientShare)} of what was sent, can't be served as they are (400, 403, 404, 424).`,
};

function aside(facts: Facts): readonly string[] {
  const { throttles, serverErrors, pace } = facts;
  const words: string[] = [];
  if (throttles > 0 && !isThrottled(facts)) words.push(`${throttled(facts)}: too few to matter.`);
  if (serverErrors > 0 && facts.serverShare < TELLING.server)
    words.push(`The service failed ${count(serverErrors)} requests (${percent(facts.serverShare)}).`);
  if (pace !== undefined && pace.after < SLOW * pace.before)
    words.push(
      `Answers grow by ${count(pace.after)} tokens/s, after ${count(pace.before)} at the beginning: the service is slow.`,
    );
  return words;
}

/** What there is to say, in sentences. */
export function wordsOf(metrics: LaneMetrics, facts: Facts, causes: readonly Cause[]): readonly string[] {
  return [...causes.map((cause) => SENTENCES[cause](metrics, facts)), ...aside(facts)];
}
