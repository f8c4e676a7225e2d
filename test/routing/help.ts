import type { SpillwayError } from "../../src/errors.js";
import type { SpillwayEventName, SpillwayEvents } from "../../src/events.js";
import { RegionHealth } from "../../src/health/region.js";
import type { OutcomeClass } from "../../src/outcome/outcome.js";
import { type Attempt, type AttemptResult, dispatch, type Journey } from "../../src/routing/dispatch.js";
import { Lane } from "../../src/routing/lane.js";
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
}

/** Real lanes of one region in virtual time. */
export function world({ window, breaker, quota, queueLimit = 100, observe = false }: WorldOptions = {}) {
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
  const changed = (): void => {
    for (const lane of lanes) lane.breakerChanged();
  };
  const health = new RegionHealth(
    { service: "BedrockRuntime", region: "us-east-1" },
    settings.breaker,
    random,
    emit,
    changed,
  );
  const lane = (model = MODEL): Lane => {
    const name = { region: "us-east-1", model };
    const shared = { settings, queueLimit, health, clock, random, observe, emit, closing: closing.signal };
    const made = new Lane({ ...shared, name, onEnded: () => undefined });
    lanes.push(made);
    return made;
  };
  const close = (refusal: SpillwayError): void => {
    closing.abort(refusal);
    for (const each of lanes) each.close(refusal);
  };
  const home = lane();
  let tickets = 1000;
  const journey = (attempt: Attempt<string>, given: Partial<Journey<string>> = {}): Journey<string> => ({
    lane: home,
    attempt,
    ticket: 1,
    nextTicket: () => ++tickets,
    tokens: () => 0,
    queueMs: 60_000,
    retry: { maxAttempts: 5, baseMs: 1000, capMs: 30_000 },
    replayable: true,
    signal: undefined,
    random: () => 0.5,
    emit,
    ...given,
  });
  const send = (attempt: Attempt<string>, given?: Partial<Journey<string>>) =>
    dispatch(journey(attempt, given));
  return { clock, health, home, lane, close, events, send };
}

/** Attempts that come to the given outcomes, one after the other (the last one for ever), each after `tookMs`. */
export function script(
  clock: VirtualClock,
  outcomes: readonly OutcomeClass[],
  tookMs = 100,
  retryAfterMs = 0,
) {
  const numbers: number[] = [];
  const attempt: Attempt<string> = async (permit, number) => {
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
