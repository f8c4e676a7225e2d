/** How a lane looks to a call that has a choice. */
export interface Standing {
  /** Milliseconds that the call is likely to wait; Infinity: its quota can never fit it. */
  readonly waitMs: number;
  /** Whether a breaker keeps it shut for now. */
  readonly shut: boolean;
  /** Its model is being loaded. */
  readonly loading: boolean;
  /** Throttled right now. */
  readonly detour: boolean;
}

/** Why a call does not go where it would rather go. */
export type SpillReason =
  | "failed there"
  | "id not usable there"
  | "breaker open"
  | "model loading"
  | "throttled"
  | "quota can't fit it"
  | "long wait"
  | "share of the traffic";

/** A decision: which of the candidates, if any can serve soon, and why not the first one. */
export interface Choice {
  readonly index: number | undefined;
  readonly reason: SpillReason | undefined;
}

/**
 * The first candidate, in order of preference, that can serve soon: not shut, not throttled right now, and with an
 * expected wait of at most `afterMs`. None: the call waits for whichever has room first.
 *
 * @param standingOf asked in order, and only as far as needed
 */
export function choose(count: number, standingOf: (index: number) => Standing, afterMs: number): Choice {
  let reason: SpillReason | undefined;
  for (let index = 0; index < count; index++) {
    const why = obstacle(standingOf(index), afterMs);
    if (why === undefined) return { index, reason };
    reason ??= why;
  }
  return { index: undefined, reason };
}

function obstacle({ waitMs, shut, loading, detour }: Standing, afterMs: number): SpillReason | undefined {
  if (shut) return "breaker open";
  if (loading) return "model loading";
  if (detour) return "throttled";
  if (waitMs === Number.POSITIVE_INFINITY) return "quota can't fit it";
  return waitMs > afterMs ? "long wait" : undefined;
}
