import { SpillwayError } from "./errors.js";
import type { Emit, Emitter } from "./events.js";
import { type BreakerSnapshot, RegionHealth } from "./health/region.js";
import { type Random, soundRandom } from "./random.js";
import { Lane } from "./routing/lane.js";
import type { LaneSnapshot } from "./routing/lane-snapshot.js";
import { settingsForModel } from "./settings/for-model.js";
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
  readonly #lanes = new Map<string, Lane>();
  readonly #regions = new Map<string, RegionHealth>();
  readonly #closing = new AbortController();
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

  lane(service: string, region: string, model: string): Lane {
    // No name of a service or a region holds a blank.
    const key = `${service} ${region} ${model}`;
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const { mode, queue, clock, regions } = this.settings;
    if (regions[0] !== undefined && regions[0] !== region) throw elsewhere(region, regions[0]);
    const made = new Lane({
      name: { region, model },
      settings: settingsForModel(this.settings, model),
      queueLimit: queue.limit,
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

  snapshot(): SpillwaySnapshot {
    const now = this.settings.clock.now();
    return {
      version: 1,
      lanes: [...this.#lanes.values()].map((lane) => lane.snapshot()),
      breakers: [...this.#regions.values()].flatMap((region) => region.snapshot(now)),
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

  #health(service: string, region: string): RegionHealth {
    const key = JSON.stringify([service, region]);
    const known = this.#regions.get(key);
    if (known !== undefined) return known;
    const { breaker } = this.settings;
    const changed = (): void => {
      for (const lane of this.#lanes.values()) lane.breakerChanged();
    };
    const made = new RegionHealth({ service, region }, breaker, this.random, this.emit, changed);
    this.#regions.set(key, made);
    return made;
  }
}

const closed = (why: string): SpillwayError =>
  new SpillwayError("CLOSED", `This spillway ${why} and takes no new calls. Use another instance.`);

const elsewhere = (region: string, named: string): SpillwayError =>
  new SpillwayError(
    "INVALID_SETTING",
    `regions (SPILLWAY_REGIONS) names ${named}, but this client sends to ${region}: this version serves calls at home only. Name ${region}, or leave it out.`,
  );
