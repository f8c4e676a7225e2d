import { SpillwayError } from "./errors.js";
import type { Emit, Emitter } from "./events.js";
import { type BreakerSnapshot, type HealthChange, RegionHealth } from "./health/region.js";
import { type Random, soundRandom } from "./random.js";
import { leaves } from "./residency.js";
import { Lane } from "./routing/lane.js";
import type { LaneSnapshot } from "./routing/lane-snapshot.js";
import { RetryBucket } from "./routing/retry-bucket.js";
import type { Route } from "./routing/route.js";
import { Router } from "./routing/router.js";
import { settingsForModel } from "./settings/for-model.js";
import { checkRegion, namedRegions } from "./settings/regions.js";
import type { Settings } from "./settings/settings.js";
import type { Governor } from "./smithy/governor.js";
import type { StartCall } from "./telemetry/spans.js";
import type { WarnOnce } from "./warn.js";

/** All that an instance knows, as plain JSON. */
export interface SpillwaySnapshot {
  /** Of this format. */
  readonly version: 1;
  readonly lanes: readonly LaneSnapshot[];
  readonly breakers: readonly BreakerSnapshot[];
}

/** One instance's lanes and breakers, and its life: open, draining, closed. */
export class Governed implements Governor {
  readonly settings: Settings;
  readonly random: Random;
  readonly emit: Emit;
  readonly startCall: StartCall;
  readonly warnOnce: WarnOnce;
  readonly bucket: RetryBucket;
  readonly #router: Router;
  readonly #lanes = new Map<string, Lane>();
  readonly #regions = new Map<string, RegionHealth>();
  readonly #closing = new AbortController();
  /** Regions that an operator holds open. */
  readonly #forced = new Set<string>();
  #draining = false;
  #tickets = 0;
  #calls = 0;
  #whenIdle: (() => void)[] = [];

  constructor(settings: Settings, emitter: Emitter, startCall: StartCall, warnOnce: WarnOnce) {
    this.settings = settings;
    this.random = soundRandom(settings.random);
    this.emit = emitter.emit;
    this.startCall = startCall;
    this.warnOnce = warnOnce;
    this.bucket = new RetryBucket(settings.retry);
    this.#router = new Router({
      allowed: (model) => ({
        regions: settings.regions,
        targets: settingsForModel(settings, model).targets,
      }),
      residency: settings.residency,
      lane: (service, { region, model }) => this.lane(service, region, model),
    });
    for (const { service, region } of settings.restore?.breakers ?? []) this.#health(service, region);
  }

  enter(): void {
    if (this.#closing.signal.aborted) throw closed("was closed");
    if (this.#draining) throw closed("is draining");
    this.#calls++;
  }

  nextTicket(): number {
    return ++this.#tickets;
  }

  leave(): void {
    this.#calls--;
    this.#settleIdle();
  }

  home(lane: Lane): Route {
    return this.#router.home(lane);
  }

  routes(service: string, operation: string, home: Lane): readonly Route[] {
    return this.#router.routes(service, operation, home);
  }

  /** @throws SpillwayError `OUTSIDE_RESIDENCY` */
  lane(service: string, region: string, model: string): Lane {
    // No name of a service or a region holds a blank.
    const key = `${service} ${region} ${model}`;
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const { mode, clock, residency } = this.settings;
    const outside = mode === "enforce" ? leaves(residency, region, model) : undefined;
    if (outside !== undefined) {
      this.emit("refused", { region, model, code: "OUTSIDE_RESIDENCY" });
      throw refusedOutside(outside);
    }
    const made = new Lane({
      name: { region, model },
      settings: settingsForModel(this.settings, model),
      queue: () => this.settings.queue,
      health: this.#health(service, region),
      clock,
      random: this.random,
      observe: mode === "observe",
      emit: this.emit,
      closing: this.#closing.signal,
      onEnded: () => this.#settleIdle(),
    });
    this.#lanes.set(key, made);
    return made;
  }

  /** Of every service that is or will be called there. */
  forceOpen(region: string): void {
    checkRegion("forceOpen", region);
    this.#forced.add(region);
    const seen = this.#regions.size === 0 || this.#healthsOf(region).length > 0;
    if (!seen && !namedRegions(this.settings).has(region)) {
      this.warnOnce(
        `forceOpen ${region}`,
        () => `forceOpen("${region}"): no call has gone there yet, and no setting names it.`,
      );
    }
    for (const health of this.#healthsOf(region)) health.forceOpen(this.settings.clock.now());
  }

  forceClose(region: string): void {
    checkRegion("forceClose", region);
    this.#forced.delete(region);
    for (const health of this.#healthsOf(region)) health.forceClose();
  }

  snapshot(): SpillwaySnapshot {
    const { clock } = this.settings;
    const [now, wallNow] = [clock.now(), clock.wallNow()];
    return {
      version: 1,
      lanes: [...this.#lanes.values()].map((lane) => lane.snapshot()),
      breakers: [...this.#regions.values()].flatMap((region) => region.snapshot(now, wallNow)),
    };
  }

  drain(): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#settleIdle();
    });
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    const refusal = closed("was closed");
    this.#closing.abort(refusal);
    for (const lane of this.#lanes.values()) lane.close(refusal);
  }

  #settleIdle(): void {
    if (this.#whenIdle.length === 0 || this.#calls > 0) return;
    if ([...this.#lanes.values()].some((lane) => !lane.idle)) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #healthsOf(region: string): RegionHealth[] {
    return [...this.#regions].filter(([key]) => key.endsWith(` ${region}`)).map(([, health]) => health);
  }

  #health(service: string, region: string): RegionHealth {
    const key = `${service} ${region}`;
    const known = this.#regions.get(key);
    if (known !== undefined) return known;
    const { breaker, clock, restore } = this.settings;
    const changed = (change: HealthChange | undefined): void => this.#breakerChanged(key, change);
    const made = new RegionHealth({ service, region }, breaker, this.random, this.emit, changed);
    this.#regions.set(key, made);
    if (restore !== undefined) made.restore(restore.breakers, clock.now(), clock.wallNow());
    if (this.#forced.has(region)) made.forceOpen(clock.now());
    return made;
  }

  #breakerChanged(region: string, change: HealthChange | undefined): void {
    for (const [key, lane] of this.#lanes) {
      if (!key.startsWith(`${region} `)) continue;
      const its = change?.model === undefined || change.model === lane.name.model;
      lane.breakerChanged(its ? change?.to : undefined);
    }
  }
}

const closed = (why: string): SpillwayError =>
  new SpillwayError("CLOSED", `This spillway ${why} and takes no new calls. Use another instance.`);

const refusedOutside = (why: string): SpillwayError =>
  new SpillwayError(
    "OUTSIDE_RESIDENCY",
    `The call was not sent: ${why}. Use an id that stays there, or add what you allow to residency (SPILLWAY_RESIDENCY).`,
  );
