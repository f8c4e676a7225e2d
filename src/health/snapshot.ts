import type { BreakerState } from "../events.js";
import type { RestoredBreaker } from "../settings/settings.js";

/** Of what the breakers are: an AWS service in a region. */
export interface HealthName {
  readonly service: string;
  readonly region: string;
}

export interface BreakerSnapshot extends HealthName, Told {
  readonly model?: string;
}

/** What is told of one breaker. */
export interface Told {
  readonly state: BreakerState;
  /** Capacity errors in a row so far. */
  readonly failures: number;
  /** Trips in a row, without a recovery that lasted. */
  readonly trips: number;
  /** Milliseconds until it admits probes; only while open. */
  readonly probesInMs?: number;
  /** When it opened and when it admits probes, in milliseconds since 1970; only while open. */
  readonly openedAt?: number;
  readonly probesAt?: number;
  /** Forced open: it admits no probes. */
  readonly forced?: true;
}

/** One moment by both clocks: by that of waits, and in milliseconds since 1970. */
export interface Moment {
  readonly now: number;
  readonly wallNow: number;
}

/** How a breaker stands, in moments of the clock of waits. */
export type Standing =
  | { readonly state: "closed" | "halfOpen"; readonly trips: number }
  | {
      readonly state: "open";
      readonly trips: number;
      readonly openedAt: number;
      /** Infinity: forced open. */
      readonly openUntil: number;
    };

/** What an earlier instance told of a breaker, and when it was told. */
export interface Kept {
  readonly restored: RestoredBreaker;
  readonly at: Moment;
}

export function told(standing: Standing, failures: number, moment: Moment): Told {
  const { state, trips } = standing;
  return { state, failures, trips, ...(state === "open" && opening(standing, moment)) };
}

/** What is told of a region: its own breaker, where it has one, and those of lanes of which there is anything to tell. */
export function toldOfAll(
  name: HealthName,
  region: Told | undefined,
  lanes: readonly (readonly [model: string, told: Told])[],
): BreakerSnapshot[] {
  const tell = lanes.filter(
    ([, { state, failures, trips }]) => state !== "closed" || failures > 0 || trips > 0,
  );
  const all = tell.map(([model, lane]) => ({ ...name, model, ...lane }));
  return region === undefined ? all : [{ ...name, ...region }, ...all];
}

function opening(
  { openedAt, openUntil }: Extract<Standing, { state: "open" }>,
  { now, wallNow }: Moment,
): Partial<Told> {
  const opened = { openedAt: Math.round(wallNow - (now - openedAt)) };
  if (openUntil === Number.POSITIVE_INFINITY) return { ...opened, forced: true };
  const probesAt = Math.round(wallNow + (openUntil - now));
  return { probesInMs: Math.max(0, openUntil - now), ...opened, probesAt };
}

/**
 * How a breaker stands that was told of by an earlier instance. An open one stays so until its own `probesAt`, but never
 * for longer than `maxOpenMs`, since the clocks of machines differ and jump. A half-open one asks for a probe at once.
 */
export function standingOf({ restored, at }: Kept, maxOpenMs: number): Standing {
  const { now, wallNow } = at;
  const { state, trips, openedAt = wallNow, probesAt = wallNow, forced } = restored;
  if (state === "closed" && !forced) return { state, trips };
  const left = state === "halfOpen" ? 0 : Math.min(Math.max(probesAt - wallNow, 0), maxOpenMs);
  return {
    state: "open",
    trips,
    openedAt: now - Math.max(wallNow - openedAt, 0),
    openUntil: forced ? Number.POSITIVE_INFINITY : now + left,
  };
}
