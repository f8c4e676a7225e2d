import { expect } from "vitest";
import type { SpillwayEvents } from "../../src/events.js";
import { Breaker, type BreakerChange, type BreakerOptions } from "../../src/health/breaker.js";
import { type HealthChange, type HealthOptions, RegionHealth } from "../../src/health/region.js";
import type { Lesson } from "../../src/outcome/outcome.js";

export const OPTIONS: HealthOptions = {
  failures: 5,
  serverErrorShare: 0.5,
  timeoutShare: 0.5,
  shareOf: 20,
  openMs: 1000,
  maxOpenMs: 8000,
  probes: 1,
  scope: "region",
};
export const NAME = { service: "BedrockRuntime", region: "us-east-1" };

type BreakerEvent = SpillwayEvents["breaker"];

export const regionHealth = (
  options: HealthOptions,
  chance: () => number,
  onEvent: (event: BreakerEvent) => void,
  onChange: (change?: HealthChange) => void = () => undefined,
): RegionHealth =>
  new RegionHealth(
    NAME,
    options,
    chance,
    (name, event) => {
      // It emits no others.
      if (name === "breaker") onEvent(event as BreakerEvent);
    },
    onChange,
  );

/** A region with the lanes `a` and `b`, and what it has said. */
export function region(options: Partial<HealthOptions> = {}, chance: () => number = () => 0) {
  const events: BreakerEvent[] = [];
  const changes: (HealthChange | undefined)[] = [];
  const settings = { ...OPTIONS, ...options };
  const health = regionHealth(
    settings,
    chance,
    (event) => events.push(event),
    (change) => changes.push(change),
  );
  for (const model of ["a", "b"]) health.addLane(model, settings, 0);
  const attempt = (model: string, verdict: Lesson["breaker"], sentAt: number, endAt = sentAt): void =>
    health.leave(health.enter(model, sentAt), verdict, endAt);
  const repeat = (model: string, verdict: Lesson["breaker"], times: number, at: number): void => {
    for (let i = 0; i < times; i++) attempt(model, verdict, at);
  };
  const fail = (model: string, times: number, at: number): void => repeat(model, "down", times, at);
  return { health, settings, events, changes, attempt, repeat, fail };
}

/** The state of each breaker of which there is anything to tell. */
export const states = (health: RegionHealth, now = 0) =>
  Object.fromEntries(health.snapshot(now, now).map(({ model, state }) => [model ?? "region", state]));

/** A breaker alone, and what it has said. */
export function lone(options: Partial<BreakerOptions> = {}, chance = 0) {
  const changes: BreakerChange[] = [];
  const breaker = new Breaker(
    { ...OPTIONS, ...options },
    () => chance,
    (change) => changes.push(change),
  );
  return { breaker, changes };
}

/** The same, tripped at 0, its time over at 1000. */
export function halfOpen(options: Partial<BreakerOptions> = {}) {
  const both = lone(options);
  both.breaker.trip("test", 0);
  expect(both.breaker.dueIn(1000)).toBe(0);
  return both;
}
