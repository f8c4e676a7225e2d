import { SpillwayError } from "../errors.js";
import type { BreakerState, LaneName } from "../events.js";
import { Admissions } from "../flow/admissions.js";
import { sleep } from "../flow/alarm.js";
import { LaneTokens } from "../flow/lane-tokens.js";
import type { Decision } from "../flow/laws.js";
import { Limiter } from "../flow/limiter.js";
import type { Permit, PermitRequest } from "../flow/permit.js";
import { LaneQuotas } from "../flow/quotas.js";
import type { Entry } from "../health/region.js";
import { LESSONS } from "../outcome/outcome.js";
import type { Standing } from "./choose.js";
import { LaneGate } from "./lane-gate.js";
import type { LaneOptions } from "./lane-options.js";
import { type LanePermit, lanePermit, type Watcher } from "./lane-permit.js";
import { type LaneSnapshot, lineOf, noCounts } from "./lane-snapshot.js";
import { Recent, type Said } from "./recent.js";

/** One lane: the limiter joined with the breakers of its region. */
export class Lane {
  readonly name: LaneName;
  readonly tokens: LaneTokens;
  readonly #options: LaneOptions;
  readonly #quotas: LaneQuotas;
  readonly #admissions: Admissions;
  readonly #limiter: Limiter<Entry>;
  readonly #gate: LaneGate;
  readonly #recent: Recent;
  readonly #counters = noCounts();
  readonly #watcher: Watcher = {
    answered: (sentAt) => this.#answered(sentAt),
    ended: (permit, said, tokens) => this.#ended(permit, said, tokens),
  };

  constructor(options: LaneOptions) {
    const { name, settings, health, clock, random, observe, queue, emit } = options;
    this.name = name;
    this.tokens = new LaneTokens(name.model, settings.quota);
    this.#options = options;
    this.#quotas = new LaneQuotas(settings.quota, random);
    this.#admissions = new Admissions(settings.window, this.#quotas, random);
    this.#recent = new Recent(random);
    health.addLane(name.model, settings.breaker, clock.now());
    const { whenOpen } = settings.breaker;
    this.#gate = new LaneGate({
      name,
      health,
      recent: this.#recent,
      whenOpen,
      observe,
      now: () => clock.now(),
    });
    this.#limiter = new Limiter<Entry>({
      admissions: this.#admissions,
      quotas: this.#quotas,
      queue,
      clock,
      observe,
      gate: this.#gate,
      onStep: (step, inFlight) => this.#onStep(step, inFlight),
      onQuota: (change) => emit("quota", { ...name, ...change }),
    });
  }

  get countsTokens(): boolean {
    return this.#quotas.countsTokens;
  }

  get idle(): boolean {
    return this.#limiter.inFlight + this.#limiter.queued === 0;
  }

  /** Whether it serves nobody for now. */
  get shut(): boolean {
    return this.#recent.loading || this.#options.health.shut(this.name.model);
  }

  /** Its id can't be called in its region: the service has said so lately. */
  get unusable(): boolean {
    return this.#recent.unusable(this.#options.clock.now());
  }

  /** Calls from elsewhere are denied here: they had better not come for a while. */
  shun(): void {
    this.#recent.shun(this.#options.clock.now());
  }

  /** Milliseconds for which others are better asked first: it has refused lately. */
  get detourMs(): number {
    return this.#recent.detourMs(this.#options.clock.now());
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
    const reason: unknown = this.#options.closing.reason;
    if (reason instanceof SpillwayError) throw reason.anew();
    return this.#admitted(await this.#limiter.acquire(request));
  }

  /** A call was refused here by ourselves, for good. */
  refused(code: string): void {
    this.#counters.refused++;
    this.#options.emit("refused", { ...this.name, code });
  }

  /** Waits between two attempts. @throws SpillwayError, AbortError when it is cut short */
  rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return sleep(this.#options.clock, ms, this.#options.closing, signal);
  }

  standing(request: PermitRequest): Standing {
    const now = this.#options.clock.now();
    return {
      waitMs: this.#limiter.prospect(request),
      shut: this.#options.health.dueIn(this.name.model, now) > 0,
      loading: this.#recent.loadingDue(now) > 0,
      detour: this.#recent.detourMs(now) > 0,
    };
  }

  /** Calls come here from that lane: as long as this one knows no better, it takes as much as that one did. */
  expect(other: Lane): void {
    this.#tell(this.#admissions.expect(other.#admissions.width, other.#admissions.window.roundTripMs));
  }

  /** A call goes elsewhere because it is full here: the window may be too small. */
  passedBy(): void {
    const now = this.#options.clock.now();
    this.#admissions.wanted(now);
    this.#tell(this.#admissions.missed(now));
  }

  /** To be called when a breaker of the region has changed; `to`: where it is one that stands before this lane. */
  breakerChanged(to: BreakerState | undefined): void {
    if (to === "closed" && !this.#options.health.shut(this.name.model)) {
      this.#tell(this.#admissions.resume(this.#options.clock.now()));
    }
    this.#limiter.gateChanged();
  }

  /** To be called when the instance closes: refuses all who wait. */
  close(refusal: SpillwayError): void {
    this.#limiter.refuseAll(refusal);
  }

  snapshot(): LaneSnapshot {
    const tokens = this.countsTokens ? { tokensPerByte: this.tokens.perByte } : {};
    const quotas = { ...this.#quotas.state(this.#options.clock.now()), ...tokens };
    return { ...this.name, ...lineOf(this.#limiter), quotas, counters: { ...this.#counters } };
  }

  #admitted(permit: Permit<Entry>): LanePermit {
    this.#counters.attempts++;
    return lanePermit(permit, this.#options, this.#watcher);
  }

  /** Its model is there, and it has room: known with the beginning of an answer, long before a stream's end. */
  #answered(sentAt: number): void {
    const { loading } = this.#recent;
    this.#recent.served(sentAt);
    if (loading) this.#limiter.pump();
  }

  #ended(permit: Permit<Entry>, said: Said, tokens: number | undefined): void {
    const { outcome, now, retryAfterMs } = said;
    const lesson = LESSONS[outcome];
    this.#counters[lesson.permit === "succeeded" ? "served" : lesson.permit]++;
    this.#recent.ended(said);
    if (outcome === "quota.tokens_per_day") this.#quotas.spentToday(now);
    // The breaker first: a permit that comes free must meet the state that its own verdict has made.
    try {
      this.#options.health.leave(permit.entry, lesson.breaker, now, retryAfterMs);
    } finally {
      permit.end(lesson.permit, tokens, lesson.short);
    }
    this.#options.onEnded();
  }

  #tell(decision: Decision | undefined): void {
    if (decision !== undefined && decision.change !== 0) this.#onStep(decision, this.#limiter.inFlight);
  }

  #onStep({ view, change, reason }: Decision, inFlight: number): void {
    const { window: to, roundTripMs } = view;
    const { region, model } = this.name;
    this.#options.emit("window", { region, model, from: to - change, to, reason, inFlight, roundTripMs });
  }
}
