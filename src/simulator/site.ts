import type { Random } from "../random.js";
import { Faults, strikesConnections, strikesRequests } from "./faults.js";
import { Lane } from "./lane.js";
import type { LaneReport } from "./report.js";
import { hash, seeded } from "./seeded.js";
import type { Settings } from "./settings.js";
import { type Counts, Tally } from "./tally.js";
import type { Fault } from "./types.js";

/** Counts of a region and of its models, and the slot time that there was. */
export interface SiteReport {
  readonly capacityMs: number;
  readonly counts: Counts;
  readonly lanes: Readonly<Record<string, LaneReport>>;
}

/** One region: its models, the faults of the whole, its counts. */
export class Site {
  readonly name: string;
  readonly tally = new Tally();
  readonly #settings: Settings;
  readonly #seed: number;
  readonly #wallAtStart: number;
  readonly #faults: Faults;
  readonly #connectionFaults: Faults;
  /** Of connections, which belong to no model. */
  readonly #random: Random;
  readonly #lanes = new Map<string, Lane>();

  constructor(name: string, settings: Settings, seed: number, wallAtStart: number) {
    this.name = name;
    this.#settings = settings;
    this.#seed = seed;
    this.#wallAtStart = wallAtStart;
    const faults = settings.regionFaults(name);
    this.#faults = new Faults(faults, strikesRequests);
    this.#connectionFaults = new Faults(faults, strikesConnections);
    this.#random = seeded(hash(`${seed}/${name}`));
  }

  lane(model: string): Lane {
    const known = this.#lanes.get(model);
    if (known) return known;
    const random = seeded(hash(`${this.#seed}/${this.name}/${model}`));
    const server = this.#settings.server(this.name, model);
    const lane = new Lane(this.name, model, server, random, this.#wallAtStart);
    this.#lanes.set(model, lane);
    return lane;
  }

  /** The settings have changed. */
  change(now: number): void {
    const faults = this.#settings.regionFaults(this.name);
    this.#faults.change(faults);
    this.#connectionFaults.change(faults);
    for (const lane of this.#lanes.values()) lane.change(this.#settings.server(this.name, lane.model), now);
  }

  /** The fault that strikes a request: of the region before that of the model. */
  strike(lane: Lane, now: number): Fault | undefined {
    return this.#faults.strike(now, lane.random) ?? lane.strike(now);
  }

  /** Whether a connection that comes now is closed at once. */
  refusesConnection(now: number): boolean {
    return this.#connectionFaults.strike(now, this.#random) !== undefined;
  }

  report(now: number): SiteReport {
    const lanes: Record<string, LaneReport> = {};
    let capacityMs = 0;
    for (const { model, capacity, tally } of this.#lanes.values()) {
      const own = capacity.slotTime(now);
      capacityMs += own;
      lanes[`${this.name}/${model}`] = { region: this.name, model, ...tally.counts(own, now) };
    }
    return { capacityMs, lanes, counts: this.tally.counts(capacityMs, now) };
  }
}
