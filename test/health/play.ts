import { expect } from "vitest";
import type { Entry, HealthOptions, RegionHealth } from "../../src/health/region.js";
import type { BreakerSnapshot } from "../../src/health/snapshot.js";
import { type Action, MODELS, type Model, type Verdict } from "./actions.js";
import { Followed } from "./followed.js";
import { OPTIONS, regionHealth } from "./help.js";

const WALL = 1_700_000_000_000;

/** A region in whose history anything may happen that callers can do, with what must hold after every step of it. */
export class Play {
  readonly #options: HealthOptions;
  #health: RegionHealth;
  #now = 0;
  /** What the wall clock is ahead of the other. */
  #ahead = WALL;
  #out: Entry[] = [];
  #asked = 0;
  readonly #followed = new Map<string, Followed>();

  constructor(options: Partial<HealthOptions>) {
    this.#options = { ...OPTIONS, ...options };
    this.#health = this.#made();
    for (const each of MODELS) this.#health.addLane(each, this.#options, 0);
  }

  act(action: Action): void {
    if (action.do === "wait") this.#now += action.ms;
    else if (action.do === "send") for (let i = 0; i < action.times; i++) this.#send(action.model);
    else if (action.do === "answer") this.#answer(action.which);
    else if (action.do === "end") this.#end(action.which, action.verdict, action.asked);
    else if (action.do === "burst") this.#burst(action.model, action.verdict);
    else if (action.do === "restart") this.#restart(action.lanes);
    else if (action.do === "forceOpen") this.#health.forceOpen(this.#now);
    else this.#forceClose();
    this.#check();
  }

  /** Whatever was: unless forced open, a region that serves again is used again. */
  finish(): void {
    if (this.#of("region").forced) this.#forceClose();
    for (const each of MODELS) {
      for (let i = 0; i < 100 && this.#health.shut(each); i++) {
        this.#now += this.#health.dueIn(each, this.#now);
        if (this.#send(each)) this.#end(this.#out.length - 1, "up", 0);
        this.#check();
      }
      expect(this.#health.shut(each)).toBe(false);
    }
  }

  #made(): RegionHealth {
    let drawn = 1;
    const chance = (): number => {
      drawn = (drawn * 16_807) % 2_147_483_647;
      return drawn / 2_147_483_647;
    };
    return regionHealth(this.#options, chance, (event) =>
      this.#of(event.model).change(event, this.#now, this.#asked),
    );
  }

  #of(name = "region"): Followed {
    const followed = this.#followed.get(name) ?? new Followed(this.#options);
    this.#followed.set(name, followed);
    return followed;
  }

  #send(lane: Model): boolean {
    if (this.#health.dueIn(lane, this.#now) > 0) return false;
    this.#out.push(this.#health.enter(lane, this.#now));
    return true;
  }

  #burst(lane: Model, of: Verdict): void {
    for (let i = 0; i < this.#options.shareOf; i++)
      if (this.#send(lane)) this.#end(this.#out.length - 1, of, 0);
  }

  #answer(index: number): void {
    const entry = this.#out[index % Math.max(1, this.#out.length)];
    if (entry !== undefined) this.#unmovedIfStale(entry, () => this.#health.answered(entry, this.#now));
  }

  #end(index: number, of: Verdict, asked: number): void {
    const [entry] = this.#out.splice(index % Math.max(1, this.#out.length), 1);
    if (entry === undefined) return;
    this.#asked = asked;
    this.#unmovedIfStale(entry, () => this.#health.leave(entry, of, this.#now, asked));
    this.#asked = 0;
  }

  /** Verdicts on what was sent in an earlier state change nothing. */
  #unmovedIfStale(entry: Entry, act: () => void): void {
    const stale =
      entry.region.generation !== this.#of().changes &&
      entry.lane.generation !== this.#of(entry.model).changes;
    const before = this.#snapshot();
    act();
    if (stale) expect(this.#snapshot()).toEqual(before);
  }

  #forceClose(): void {
    this.#health.forceClose();
    for (const each of this.#followed.values()) each.forceClosed();
  }

  #snapshot(): BreakerSnapshot[] {
    return this.#health.snapshot(this.#now, this.#now + this.#ahead);
  }

  /** A new process, whose monotonic clock begins anew, goes on from what the old one has told. */
  #restart(lanes: number): void {
    const before = this.#snapshot();
    const wallNow = this.#now + this.#ahead;
    this.#followed.clear();
    this.#out = [];
    this.#now = 7;
    this.#ahead = wallNow - this.#now;
    this.#health = this.#made();
    for (const each of MODELS.slice(0, lanes)) this.#health.addLane(each, this.#options, this.#now);
    for (const { model: lane, trips } of before) this.#of(lane).resume(trips, this.#now);
    this.#health.restore(JSON.parse(JSON.stringify(before)), this.#now, wallNow);
    this.#lasts(before);
    for (const each of MODELS.slice(lanes)) this.#health.addLane(each, this.#options, this.#now);
    this.#lasts(before);
  }

  #lasts(before: readonly BreakerSnapshot[]): void {
    expect(lasting(this.#snapshot(), this.#options)).toEqual(lasting(before, this.#options));
  }

  #check(): void {
    for (const { model: lane, state, trips, forced = false } of this.#snapshot()) {
      const of = this.#of(lane);
      expect([state, trips, forced]).toEqual([of.state, of.trips(this.#now), of.forced]);
    }
    for (const each of MODELS) {
      for (const ms of [this.#health.dueIn(each, this.#now), this.#health.soonestIn(each, this.#now)]) {
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(ms)).toBe(!this.#of().forced);
      }
      const passes = this.#out.filter((entry) => entry.model === each).map(({ lane }) => lane);
      this.#fewProbes(passes, this.#of(each));
    }
    this.#fewProbes(
      this.#out.map((entry) => entry.region),
      this.#of(),
    );
  }

  #fewProbes(passes: readonly Entry["lane"][], { changes, state }: Followed): void {
    const current = passes.filter(({ generation }) => generation === changes);
    const probes = current.filter(({ probe }) => probe);
    expect(probes.length).toBeLessThanOrEqual(state === "halfOpen" ? this.#options.probes : 0);
    if (state !== "closed") expect(current).toHaveLength(probes.length);
  }
}

/** What of a snapshot outlives its process. */
const lasting = (all: readonly BreakerSnapshot[], { maxOpenMs }: HealthOptions) =>
  all
    .filter(({ state, trips }) => state !== "closed" || trips > 0)
    .map(({ model: lane = "", state, trips, forced, probesInMs = 0 }) => ({
      lane,
      state: state === "closed" ? "closed" : "open",
      trips,
      forced,
      probesInMs: Math.min(maxOpenMs, Math.round(probesInMs)),
    }))
    .sort((one, other) => one.lane.localeCompare(other.lane));
