import { SpillwayError } from "../errors.js";
import type { BreakerState, LaneName } from "../events.js";
import { sleep } from "../flow/alarm.js";
import { LaneFlow } from "../flow/lane-flow.js";
import type { LaneTokens } from "../flow/lane-tokens.js";
import { Limiter } from "../flow/limiter.js";
import type { Permit, PermitRequest } from "../flow/permit.js";
import type { Entry, RegionHealth } from "../health/region.js";
import type { LaneSettings } from "../settings/settings.js";
import type { Standing } from "./choose.js";
import { LaneGate } from "./lane-gate.js";
import type { LaneOptions } from "./lane-options.js";
import { type LanePermit, lanePermit } from "./lane-permit.js";
import { type LaneSnapshot, type LaneView, lineOf, viewOf } from "./lane-snapshot.js";
import { LaneUse } from "./lane-use.js";
import { LaneWatcher } from "./lane-watcher.js";
import { Recent } from "./recent.js";
import { RetryBucket } from "./retry-bucket.js";

/** One lane: the limiter joined with the breakers of its region. */
export class Lane {
  readonly name: LaneName;
  /** Of its region. */
  readonly health: RegionHealth;
  /** Pays for what is repeated of the calls whose home this is. */
  readonly bucket: RetryBucket;
  readonly use: LaneUse;
  readonly tokens: LaneTokens;
  readonly #options: LaneOptions;
  readonly #flow: LaneFlow;
  readonly #limiter: Limiter<Entry>;
  readonly #recent: Recent;
  readonly #watcher: LaneWatcher;
  #settings: LaneSettings;

  constructor(options: LaneOptions) {
    const { name, settings, barred, health, clock, random, observe, queue, retry, emit, onEnded } = options;
    this.name = name;
    this.health = health;
    this.bucket = new RetryBucket(retry);
    this.#options = options;
    this.#settings = settings;
    this.use = new LaneUse(barred);
    this.#flow = new LaneFlow(name.model, settings, random);
    const { quotas, admissions, tokens } = this.#flow;
    this.tokens = tokens;
    const recent = new Recent(random);
    this.#recent = recent;
    const pump = () => this.#limiter.pump();
    this.#watcher = new LaneWatcher({ name, health, recent, quotas, admissions, emit, pump, onEnded });
    health.addLane(name.model, settings.breaker, clock.now());
    const whenOpen = () => this.#settings.breaker.whenOpen;
    this.#limiter = new Limiter<Entry>({
      admissions,
      quotas,
      queue,
      clock,
      observe,
      gate: new LaneGate({ name, health, recent, whenOpen, observe, now: () => clock.now() }),
      onStep: (step) => this.#watcher.told(step),
      onQuota: (change) => emit("quota", { ...name, ...change }),
    });
  }

  get view(): LaneView {
    return viewOf(this.#limiter, this.health.state(this.name.model));
  }

  get countsTokens(): boolean {
    return this.#flow.quotas.countsTokens;
  }

  get idle(): boolean {
    return this.#limiter.inFlight + this.#limiter.queued === 0;
  }

  /** It must not be forgotten. */
  get inUse(): boolean {
    return this.use.held || !this.idle;
  }

  /** To be called once, when it is not in use. */
  forget(): void {
    this.use.forgotten = true;
    this.health.removeLane(this.name.model, this.#options.clock.now());
  }

  /** Goes on by other settings. Who waits goes on waiting, unless nothing may be sent here any more. */
  adjust(settings: LaneSettings, barred: SpillwayError | undefined): void {
    this.#settings = settings;
    this.use.barred = barred;
    this.health.adjustLane(this.name.model, settings.breaker);
    this.#watcher.told(this.#flow.adjust(settings, this.#options.clock.now()));
    // As it is by now: who is told of the window may change the settings again.
    if (this.use.barred !== undefined) this.#limiter.refuseAll(this.use.barred);
    this.#limiter.pump();
  }

  /** Whether it serves nobody for now; of one that is forgotten nothing is known any more. */
  get shut(): boolean {
    return !this.use.forgotten && (this.#recent.loading || this.health.shut(this.name.model));
  }

  /** Nothing may be sent here, or its id can't be called in its region: the service has said so lately. */
  get unusable(): boolean {
    return this.use.barred !== undefined || this.#recent.unusable(this.#options.clock.now());
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
    return this.#settings.breaker.codes;
  }

  /** A permit at once, where there is one: what most calls find, and the cheapest way to it. */
  admit(request: PermitRequest): LanePermit | undefined {
    if (this.#options.closing.aborted || this.use.barred !== undefined) return undefined;
    const permit = this.#limiter.admit(request);
    return permit && this.#admitted(permit);
  }

  /** @throws SpillwayError, AbortError: see {@link Limiter.acquire} */
  async acquire(request: PermitRequest): Promise<LanePermit> {
    const reason: unknown = this.#options.closing.reason ?? this.use.barred;
    if (reason instanceof SpillwayError) throw reason.anew();
    try {
      return this.#admitted(await this.#limiter.acquire(request));
    } catch (error) {
      this.#options.onEnded();
      throw error;
    }
  }

  /** A call was refused here by ourselves, for good. */
  refused(code: string): void {
    this.#watcher.counters.refused++;
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
      shut: this.use.barred !== undefined || this.health.dueIn(this.name.model, now) > 0,
      loading: this.#recent.loadingDue(now) > 0,
      detour: this.#recent.detourMs(now) > 0,
    };
  }

  /** Calls come here from that lane: as long as this one knows no better, it takes as much as that one did. */
  expect(other: Lane): void {
    const { width, window } = other.#flow.admissions;
    this.#watcher.told(this.#flow.admissions.expect(width, window.roundTripMs));
  }

  /** A call goes elsewhere because it is full here: the window may be too small. */
  passedBy(): void {
    const now = this.#options.clock.now();
    this.#flow.admissions.wanted(now);
    this.#watcher.told(this.#flow.admissions.missed(now));
  }

  /** To be called when a breaker of the region has changed; `to`: where it is one that stands before this lane. */
  breakerChanged(to: BreakerState | undefined): void {
    if (to === "closed" && !this.health.shut(this.name.model)) {
      this.#watcher.told(this.#flow.admissions.resume(this.#options.clock.now()));
    }
    this.#limiter.gateChanged();
  }

  /** To be called when the instance closes: refuses all who wait. */
  close(refusal: SpillwayError): void {
    this.#limiter.refuseAll(refusal);
  }

  snapshot(): LaneSnapshot {
    const quotas = this.#flow.state(this.#options.clock.now());
    const counts = { retryBudget: this.bucket.left, counters: { ...this.#watcher.counters } };
    return { ...this.name, ...lineOf(this.#limiter), quotas, ...counts };
  }

  #admitted(permit: Permit<Entry>): LanePermit {
    this.#watcher.counters.attempts++;
    return lanePermit(permit, this.#options, this.#watcher);
  }
}
