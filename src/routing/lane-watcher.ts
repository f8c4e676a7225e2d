import type { Emit, LaneName } from "../events.js";
import type { Admissions } from "../flow/admissions.js";
import type { Decision } from "../flow/laws.js";
import type { Permit } from "../flow/permit.js";
import type { LaneQuotas } from "../flow/quotas.js";
import type { Entry, RegionHealth } from "../health/region.js";
import { LESSONS, type Lesson } from "../outcome/outcome.js";
import type { Watcher } from "./lane-permit.js";
import { noCounts } from "./lane-snapshot.js";
import type { Recent, Said } from "./recent.js";

interface Watched {
  readonly name: LaneName;
  readonly health: RegionHealth;
  readonly recent: Recent;
  readonly quotas: LaneQuotas;
  readonly admissions: Admissions;
  readonly emit: Emit;
  /** Looks again who may go. */
  readonly pump: () => void;
  /** Told after every permit that has ended. */
  readonly onEnded: () => void;
}

type Taught = Pick<Lesson, "permit" | "breaker" | "short">;

interface Left {
  readonly now: number;
  readonly tokens: number | undefined;
  readonly retryAfterMs: number;
}

/** What was not sent proves nothing. */
const UNUSED: Taught = { permit: "ignored", breaker: "neutral" };

/** What an attempt of a lane teaches: counters, breakers, window and quotas, and what is remembered of the last ones. */
export class LaneWatcher implements Watcher {
  readonly counters = noCounts();
  readonly #parts: Watched;

  constructor(parts: Watched) {
    this.#parts = parts;
  }

  /** The window may have moved. */
  told(decision: Decision | undefined): void {
    if (decision === undefined || decision.change === 0) return;
    const { name, admissions, emit } = this.#parts;
    const { region, model } = name;
    const { view, change, reason } = decision;
    const { window: to, roundTripMs } = view;
    const { inFlight } = admissions;
    emit("window", { region, model, from: to - change, to, reason, inFlight, roundTripMs });
  }

  /** Its model is there, and it has room: known with the beginning of an answer, long before a stream's end. */
  answered(sentAt: number): void {
    const { recent, pump } = this.#parts;
    const { loading } = recent;
    recent.served(sentAt);
    if (loading) pump();
  }

  ended(permit: Permit<Entry>, said: Said, tokens: number | undefined): void {
    const { recent, quotas } = this.#parts;
    const { outcome, now, retryAfterMs } = said;
    const lesson = LESSONS[outcome];
    this.counters[lesson.permit === "succeeded" ? "served" : lesson.permit]++;
    recent.ended(said);
    if (outcome === "quota.tokens_per_day") quotas.spentToday(now);
    this.#leave(permit, lesson, { now, tokens, retryAfterMs });
  }

  givenBack(permit: Permit<Entry>, now: number): void {
    this.counters.attempts--;
    this.#leave(permit, UNUSED, { now, tokens: 0, retryAfterMs: 0 });
  }

  /** The breaker first: a permit that comes free must meet the state that its own verdict has made. */
  #leave(permit: Permit<Entry>, lesson: Taught, { now, tokens, retryAfterMs }: Left): void {
    const { health, onEnded } = this.#parts;
    try {
      health.leave(permit.entry, lesson.breaker, now, retryAfterMs);
    } finally {
      permit.end(lesson.permit, tokens, lesson.short);
      onEnded();
    }
  }
}
