import type { Clock } from "../clock.js";
import type { Emit } from "../events.js";
import type { Random } from "../random.js";
import type { RestoredState } from "../settings/settings.js";
import { type BreakerSnapshot, type HealthChange, type HealthOptions, RegionHealth } from "./region.js";
import { told } from "./snapshot.js";

export interface RegionsOptions {
  /** Asked whenever one is made, and when the settings have changed. */
  readonly options: () => HealthOptions;
  readonly restore: RestoredState | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly emit: Emit;
  readonly onChange: (health: RegionHealth, change: HealthChange | undefined) => void;
}

/** In a snapshot, for all services of a region that is held open and where nothing has been called yet. */
const ANY_SERVICE = "*";

/** The health of all services in all regions that are called, and what an operator says of regions. */
export class Regions {
  readonly #options: RegionsOptions;
  readonly #known = new Map<string, RegionHealth>();
  /** Regions that an operator holds open, and since when. */
  readonly #forced = new Map<string, number>();

  constructor(options: RegionsOptions) {
    this.#options = options;
    const { restore, clock } = options;
    for (const { region, model, forced, openedAt = clock.wallNow() } of restore?.breakers ?? []) {
      const agoMs = Math.max(0, clock.wallNow() - openedAt);
      if (forced && model === undefined) this.#forced.set(region, clock.now() - agoMs);
    }
    for (const { service, region } of restore?.breakers ?? []) {
      if (service !== ANY_SERVICE) this.of(service, region);
    }
  }

  /** Where there is one. */
  get(service: string, region: string): RegionHealth | undefined {
    return this.#known.get(keyOf(service, region));
  }

  /** Made when it is first asked for. */
  of(service: string, region: string): RegionHealth {
    const known = this.get(service, region);
    if (known !== undefined) return known;
    const { options, restore, clock, random, emit, onChange } = this.#options;
    const changed = (change: HealthChange | undefined): void => onChange(made, change);
    const made = new RegionHealth({ service, region }, options(), random, emit, changed);
    this.#known.set(keyOf(service, region), made);
    if (restore !== undefined) made.restore(restore.breakers, clock.now(), clock.wallNow());
    if (this.#forced.has(region)) made.forceOpen(clock.now());
    return made;
  }

  /** Whether any call has gone anywhere, and none there. */
  neverCalled(region: string): boolean {
    return this.#known.size > 0 && this.#in(region).length === 0;
  }

  /** Of every service that is or will be called there. */
  forceOpen(region: string): void {
    const now = this.#options.clock.now();
    if (!this.#forced.has(region)) this.#forced.set(region, now);
    for (const health of this.#in(region)) health.forceOpen(now);
  }

  forceClose(region: string): void {
    this.#forced.delete(region);
    for (const health of this.#in(region)) health.forceClose();
  }

  /** To be called when the settings have changed. */
  adjust(): void {
    for (const health of this.#known.values()) health.adjust(this.#options.options());
  }

  snapshot(): BreakerSnapshot[] {
    const { clock } = this.#options;
    const at = { now: clock.now(), wallNow: clock.wallNow() };
    const known = [...this.#known.values()].flatMap((health) => health.snapshot(at.now, at.wallNow));
    const forced = [...this.#forced].filter(([region]) => this.#in(region).length === 0);
    const others = forced.map(([region, openedAt]) => {
      const standing = { state: "open", trips: 0, openedAt, openUntil: Number.POSITIVE_INFINITY } as const;
      return { service: ANY_SERVICE, region, ...told(standing, 0, at) };
    });
    return [...known, ...others];
  }

  #in(region: string): RegionHealth[] {
    return [...this.#known.values()].filter((health) => health.name.region === region);
  }
}

/** Whatever they hold, two that differ have two keys. */
const keyOf = (service: string, region: string): string => `${service.length} ${service}${region}`;
