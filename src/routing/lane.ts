import type { Clock } from "../clock.js";
import { SpillwayError } from "../errors.js";
import type { Emit, LaneName } from "../events.js";
import { sleep } from "../flow/alarm.js";
import { LaneTokens } from "../flow/lane-tokens.js";
import type { Decision } from "../flow/laws.js";
import { Limiter } from "../flow/limiter.js";
import type { Permit, PermitRequest } from "../flow/permit.js";
import { LaneQuotas } from "../flow/quotas.js";
import { circuitOpen } from "../flow/refusals.js";
import type { Entry, RegionHealth } from "../health/region.js";
import { LESSONS, type OutcomeClass } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import type { LaneSettings } from "../settings/settings.js";
import { type LaneSnapshot, noCounts } from "./lane-snapshot.js";

export interface LaneOptions {
  readonly name: LaneName;
  readonly settings: LaneSettings;
  readonly queueLimit: number;
  readonly health: RegionHealth;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: boolean;
  readonly emit: Emit;
  /** Fires when the instance closes, with the refusal as its reason. */
  readonly closing: AbortSignal;
  /** Told after every permit that has ended. */
  readonly onEnded: () => void;
}

/** An attempt's leave to go, in one lane. */
export interface LanePermit {
  readonly waitedMs: number;
  /** The service has begun to answer: of a stream, long before its end. */
  answered(): void;
  /** Says what came of it. Only the first call counts. `tokens`: what it really used, where that is known. */
  end(outcome: OutcomeClass, tokens?: number): void;
}

/** One lane: the limiter joined with the breakers of its region. */
export class Lane {
  readonly name: LaneName;
  readonly tokens: LaneTokens;
  readonly #options: LaneOptions;
  readonly #quotas: LaneQuotas;
  readonly #limiter: Limiter<Entry>;
  readonly #counters = noCounts();

  constructor(options: LaneOptions) {
    const { name, settings, health, clock, random, observe, queueLimit, emit } = options;
    this.name = name;
    this.tokens = new LaneTokens(name.model, settings.quota);
    this.#options = options;
    this.#quotas = new LaneQuotas(settings.quota, random);
    health.addLane(name.model, settings.breaker);
    this.#limiter = new Limiter<Entry>({
      window: settings.window,
      quotas: this.#quotas,
      queueLimit,
      clock,
      random,
      observe,
      gate: {
        dueIn: (now) => this.#gateDue(health.dueIn(name.model, now), now),
        soonestIn: (now) => this.#gateDue(health.soonestIn(name.model, now), now),
        enter: (now) => health.enter(name.model, now),
        refusal: (waitMs) => this.#circuitOpen(waitMs),
      },
      onStep: (step, inFlight) => this.#onStep(step, inFlight),
      onQuota: (change) => emit("quota", { ...name, ...change }),
    });
  }

  get countsTokens(): boolean {
    return this.#quotas.countsTokens;
  }

  get idle(): boolean {
    return this.#limiter.inFlight === 0 && this.#limiter.queued === 0;
  }

  /** Whether a breaker stands before it. */
  get shut(): boolean {
    return this.#options.health.shut(this.name.model);
  }

  /** Names and wordings that count as capacity errors here, besides the built-in ones. */
  get capacityCodes(): readonly string[] {
    return this.#options.settings.breaker.codes;
  }

  /** A permit at once, where there is one: what most calls find, and the cheapest way to it. */
  admit(request: PermitRequest): LanePermit | undefined {
    if (this.#options.closing.aborted) return undefined;
    const permit = this.#limiter.admit(request);
    return permit && this.#admitted(permit);
  }

  /** @throws SpillwayError, AbortError: see {@link Limiter.acquire} */
  async acquire(request: PermitRequest): Promise<LanePermit> {
    try {
      this.#refuseIfClosed();
      return this.#admitted(await this.#limiter.acquire(request));
    } catch (error) {
      if (error instanceof SpillwayError) {
        this.#counters.refused++;
        this.#options.emit("refused", { ...this.name, code: error.code });
      }
      throw error;
    }
  }

  /** Waits between two attempts. @throws SpillwayError, AbortError when it is cut short */
  rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return sleep(this.#options.clock, ms, this.#options.closing, signal);
  }

  /** To be called when a breaker of the region has changed. */
  breakerChanged(): void {
    this.#limiter.refuseHopeless();
    this.#limiter.pump();
  }

  /** To be called when the instance closes: refuses all who wait. */
  close(refusal: SpillwayError): void {
    this.#limiter.refuseAll(refusal);
  }

  snapshot(): LaneSnapshot {
    const { window, roundTripMs } = this.#limiter.window;
    return {
      ...this.name,
      window,
      inFlight: this.#limiter.inFlight,
      queued: this.#limiter.queued,
      roundTripMs: roundTripMs ?? null,
      quotas: {
        ...this.#quotas.state(this.#options.clock.now()),
        ...(this.countsTokens && { tokensPerByte: this.tokens.perByte }),
      },
      counters: { ...this.#counters },
    };
  }

  #refuseIfClosed(): void {
    const reason: unknown = this.#options.closing.reason;
    if (reason instanceof SpillwayError) throw reason.anew();
  }

  #admitted(permit: Permit<Entry>): LanePermit {
    this.#counters.attempts++;
    let ended = false;
    return {
      waitedMs: permit.waitedMs,
      answered: () => {
        permit.answered();
        this.#options.health.answered(permit.entry, this.#options.clock.now());
      },
      end: (outcome, tokens) => {
        if (ended) return;
        ended = true;
        const { health, clock } = this.#options;
        const lesson = LESSONS[outcome];
        this.#counters[lesson.permit === "succeeded" ? "served" : lesson.permit]++;
        if (outcome === "quota.tokens_per_day") this.#quotas.spentToday(clock.now());
        // The breaker first: a permit that comes free must meet the state that its own verdict has made.
        try {
          health.leave(permit.entry, lesson.breaker, clock.now());
        } finally {
          permit.end(lesson.permit, tokens, lesson.short);
        }
        this.#options.onEnded();
      },
    };
  }

  /** With `whenOpen: "fail"` nobody waits for a breaker: no time is short enough. */
  #gateDue(due: number, now: number): number {
    const { health, settings, observe } = this.#options;
    if (observe) return 0;
    if (settings.breaker.whenOpen === "wait") return due;
    return health.dueIn(this.name.model, now) > 0 ? Number.POSITIVE_INFINITY : 0;
  }

  #circuitOpen(waitMs: number): SpillwayError {
    const { health, clock } = this.#options;
    const known = Number.isFinite(waitMs) ? waitMs : health.dueIn(this.name.model, clock.now());
    return circuitOpen(this.name.region, this.name.model, known);
  }

  #onStep({ view, change, reason }: Decision, inFlight: number): void {
    const { window, roundTripMs } = view;
    const { region, model } = this.name;
    const from = window - change;
    this.#options.emit("window", { region, model, from, to: window, reason, inFlight, roundTripMs });
  }
}
