import type { SpillwayError } from "../../src/errors.js";
import type { SpillwayEventName, SpillwayEvents } from "../../src/events.js";
import { ANYONE } from "../../src/flow/permit.js";
import { type HealthChange, RegionHealth } from "../../src/health/region.js";
import type { OutcomeClass } from "../../src/outcome/outcome.js";
import { type Attempt, type AttemptResult, dispatch, type Journey } from "../../src/routing/dispatch.js";
import { Lane } from "../../src/routing/lane.js";
import { RetryBucket } from "../../src/routing/retry-bucket.js";
import { Route } from "../../src/routing/route.js";
import { resolveSettings } from "../../src/settings/resolve.js";
import type { LaneSettings } from "../../src/settings/settings.js";
import { seeded, VirtualClock } from "../../src/simulator/index.js";

export const MODEL = "anthropic.claude-test-v1:0";

interface WorldOptions {
  readonly window?: Partial<LaneSettings["window"]>;
  readonly breaker?: Partial<LaneSettings["breaker"]>;
  readonly quota?: Partial<LaneSettings["quota"]>;
  readonly queueLimit?: number;
  readonly observe?: boolean;
  /** Regions that may serve, home first. */
  readonly places?: readonly string[];
}

export const HOME = "us-east-1";
export const AWAY = "us-west-2";

/** Real lanes in virtual time, of one region or of several. */
export function world(options: WorldOptions = {}) {
  const { window, breaker, quota, queueLimit = 100, observe = false, places = [HOME] } = options;
  const clock = new VirtualClock();
  const random = seeded(1);
  const { settings: base } = resolveSettings({}, { environment: {} });
  const settings: LaneSettings = {
    ...base,
    window: { ...base.window, ...window },
    breaker: { ...base.breaker, ...breaker },
    quota: { ...base.quota, ...quota },
  };
  const events: [SpillwayEventName, unknown][] = [];
  const emit = <Name extends SpillwayEventName>(name: Name, event: SpillwayEvents[Name]): void => {
    events.push([name, event]);
  };
  const closing = new AbortController();
  const lanes: Lane[] = [];
  const healths = new Map<string, RegionHealth>();
  const healthOf = (region: string): RegionHealth => {
    const known = healths.get(region);
    if (known !== undefined) return known;
    const changed = (change: HealthChange | undefined): void => {
      for (const lane of lanes.filter(({ name }) => name.region === region)) lane.breakerChanged(change?.to);
    };
    const name = { service: "BedrockRuntime", region };
    const made = new RegionHealth(name, settings.breaker, random, emit, changed);
    healths.set(region, made);
    return made;
  };
  const lane = (model = MODEL, region = HOME): Lane => {
    const queue = () => ({ ...base.queue, limit: queueLimit });
    const retry = () => base.retry;
    const shared = {
      settings,
      queue,
      retry,
      barred: undefined,
      health: healthOf(region),
      clock,
      random,
      observe,
      emit,
    };
    const made = new Lane({
      ...shared,
      name: { region, model },
      closing: closing.signal,
      onEnded: () => undefined,
    });
    lanes.push(made);
    return made;
  };
  const close = (refusal: SpillwayError): void => {
    closing.abort(refusal);
    for (const each of lanes) each.close(refusal);
  };
  const home = lane();
  /** Places of the same model, home first. */
  const routes = places.map(
    (region) =>
      new Route(
        { region, model: MODEL, home: region === HOME, otherModel: false, weight: undefined },
        region === HOME ? () => home : () => lane(MODEL, region),
      ),
  );
  const idle = (): boolean => lanes.every((each) => each.idle);
  let tickets = 1000;
  const bucket = new RetryBucket(() => ({ budgetShare: 0.2, budgetBurst: 100 }));
  const journey = (attempt: Attempt<string>, given: Partial<Journey<string>> = {}): Journey<string> => ({
    routes,
    attempt,
    waits: (granted) => granted,
    clock,
    ticket: 1,
    nextTicket: () => ++tickets,
    tokens: () => 0,
    queueMs: 60_000,
    afterMs: 250,
    retry: { maxAttempts: 5, baseMs: 1000, capMs: 30_000 },
    bucket,
    replayable: true,
    signal: undefined,
    caller: ANYONE,
    random: () => 0.5,
    emit,
    ...given,
  });
  const send = (attempt: Attempt<string>, given?: Partial<Journey<string>>) =>
    dispatch(journey(attempt, given));
  return { clock, health: healthOf(HOME), healthOf, home, routes, lane, idle, close, events, send };
}

/** Attempts that come to the given outcomes, one after the other (the last one for ever), each after `tookMs`. */
export function script(
  clock: VirtualClock,
  outcomes: readonly OutcomeClass[],
  tookMs = 100,
  retryAfterMs = 0,
) {
  const numbers: number[] = [];
  const attempt: Attempt<string> = async ({ permit }, number) => {
    numbers.push(number);
    await new Promise<void>((resolve) => clock.setTimeout(resolve, tookMs));
    const outcome = outcomes[Math.min(numbers.length, outcomes.length) - 1] ?? "success";
    permit.end(outcome);
    const result: AttemptResult<string> =
      outcome === "success"
        ? { ok: true, value: `answer ${number}` }
        : { ok: false, error: new Error(`${outcome} ${number}`), outcome, retryAfterMs };
    return result;
  };
  return { attempt, numbers };
}

/** What attempts come to, by the region that they go to; each takes `tookMs`. Notes where they went. */
export function byRegion(
  clock: VirtualClock,
  outcome: (region: string, number: number) => OutcomeClass,
  tookMs = 100,
) {
  const went: string[] = [];
  const attempt: Attempt<string> = async ({ permit, route }, number) => {
    went.push(route.region);
    await new Promise<void>((resolve) => clock.setTimeout(resolve, tookMs));
    const came = outcome(route.region, number);
    permit.end(came);
    return came === "success"
      ? { ok: true, value: route.region }
      : { ok: false, error: new Error(`${came} ${route.region}`), outcome: came, retryAfterMs: 0 };
  };
  return { attempt, went };
}
