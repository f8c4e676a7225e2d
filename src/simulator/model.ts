import { type Facts, isQuick, isStream } from "./facts.js";
import { Faults } from "./faults.js";
import { type Draw, Lane } from "./lane.js";
import { Journal, type LaneReport, type RequestRecord, type SimulatorReport } from "./report.js";
import { hash, seeded, uuid } from "./seeded.js";
import type { Settings } from "./settings.js";
import { type Counts, increment, Tally } from "./tally.js";
import type { Fault } from "./types.js";
import { endOf, type Refused, refuses, type Served, type Ticket, type Verdict } from "./verdict.js";
import type { WordingName } from "./wordings.js";

/** What has no text to write. */
const QUICK: Pick<Draw, "streamMs" | "outputTokens" | "capped"> = {
  streamMs: 0,
  outputTokens: 0,
  capped: false,
};

interface Region {
  readonly name: string;
  readonly tally: Tally;
  readonly faults: Faults;
  readonly lanes: Map<string, Lane>;
}

/**
 * A pretend Bedrock without wires: it says what becomes of a request, and when.
 *
 * Pure: every moment is given in ms since the beginning, chance comes from its seed. Each model in each region has a
 * row of chance of its own, so load on one does not change what another does.
 */
export class Model {
  readonly settings: Settings;
  readonly #seed: number;
  readonly #wallAtStart: number;
  readonly #journal: Journal;
  readonly #total = new Tally();
  readonly #regions: ReadonlyMap<string, Region>;

  constructor(settings: Settings, seed: number, wallAtStart: number, keep: number) {
    this.settings = settings;
    this.#seed = seed;
    this.#wallAtStart = wallAtStart;
    this.#journal = new Journal(keep);
    this.#regions = new Map(settings.regions.map((name) => [name, this.#newRegion(name)]));
  }

  /** A request arrives at the service. The region must be one of the settings. */
  arrive(region: string, facts: Facts, now: number): Verdict {
    const home = this.#region(region);
    const lane = this.lane(region, facts.model);
    const record = this.#record(lane, facts, now);
    const stream = isStream(facts.operation);
    const fault = home.faults.strike(now, lane.random) ?? lane.strike(now);
    if (fault && refuses(fault, stream)) return this.#refuse(lane, record, fault.fault, fault.retryAfter);
    const quick = isQuick(facts.operation);
    const refusal = quick ? undefined : lane.refusal(facts, now);
    if (refusal) return this.#refuse(lane, record, refusal, undefined);
    return this.#serve(lane, record, facts, fault, quick);
  }

  /** A request that was served ends: to its end (`served`), broken, or left by the client (`aborted`). */
  finish({ lane, record, draw, reservation }: Ticket, outcome: string, now: number): void {
    const written =
      outcome === "served" ? 1 : Math.max(0, (now - record.at - draw.firstMs) / (draw.streamMs || 1));
    record.outputTokens = Math.min(draw.outputTokens, Math.round(draw.outputTokens * written));
    record.outcome = outcome;
    record.endedAt = now;
    for (const tally of this.#tallies(lane)) {
      if (reservation) tally.flight.add(-1, now);
      tally.outputTokens += record.outputTokens;
      if (outcome === "served") tally.served++;
      else if (outcome === "aborted") tally.aborted++;
      else increment(tally.failed, outcome);
    }
    if (!reservation) return;
    const used = record.inputTokens + lane.server.outputMultiplier * record.outputTokens;
    lane.quotas.settle(reservation, used, now);
  }

  /** A request that belongs to no model is refused. */
  stray(region: string, wording: WordingName): Refused {
    for (const tally of [this.#region(region).tally, this.#total]) {
      tally.attempts++;
      increment(tally.rejected, wording);
    }
    const requestId = uuid(seeded(`${this.#seed}/${this.#total.attempts}`));
    return { kind: "refused", requestId, wording, afterMs: 0, retryAfter: undefined };
  }

  /** New settings hold for what arrives from `now` on. */
  changed(now: number): void {
    for (const { name, faults, lanes } of this.#regions.values()) {
      faults.change(this.settings.regionFaults(name));
      for (const lane of lanes.values()) lane.change(this.settings.server(name, lane.model), now);
    }
  }

  lane(region: string, model: string): Lane {
    const { lanes } = this.#region(region);
    const known = lanes.get(model);
    if (known) return known;
    const random = seeded(hash(`${this.#seed}/${region}/${model}`));
    const lane = new Lane(region, model, this.settings.server(region, model), random, this.#wallAtStart);
    lanes.set(model, lane);
    return lane;
  }

  report(now: number): SimulatorReport {
    const regions: Record<string, Counts> = {};
    const lanes: Record<string, LaneReport> = {};
    let capacityOfAll = 0;
    for (const region of this.#regions.values()) {
      let capacityMs = 0;
      for (const lane of region.lanes.values()) {
        const own = lane.capacity.slotTime(now);
        capacityMs += own;
        const { region: where, model } = lane;
        lanes[`${where}/${model}`] = { region: where, model, ...lane.tally.counts(own, now) };
      }
      capacityOfAll += capacityMs;
      regions[region.name] = region.tally.counts(capacityMs, now);
    }
    const totals = this.#total.counts(capacityOfAll, now);
    return { now, seed: this.#seed, totals, regions, lanes, requests: this.#journal.list() };
  }

  #newRegion(name: string): Region {
    return {
      name,
      tally: new Tally(),
      faults: new Faults(this.settings.regionFaults(name)),
      lanes: new Map(),
    };
  }

  #region(name: string): Region {
    const region = this.#regions.get(name);
    if (!region) throw new RangeError(`simulator: no region ${name}`);
    return region;
  }

  #tallies(lane: Lane): readonly Tally[] {
    return [lane.tally, this.#region(lane.region).tally, this.#total];
  }

  #record(lane: Lane, facts: Facts, at: number): RequestRecord {
    const { anthropic: _, ...said } = facts;
    const record = {
      at,
      region: lane.region,
      ...said,
      outputTokens: 0,
      outcome: "running",
      endedAt: undefined,
    };
    this.#journal.add(record);
    for (const tally of this.#tallies(lane)) {
      tally.attempts++;
      tally.inputTokens += facts.inputTokens;
    }
    return record;
  }

  #refuse(lane: Lane, record: RequestRecord, wording: WordingName, retryAfter: string | undefined): Refused {
    const afterMs = lane.rejectMs();
    record.outcome = wording;
    record.endedAt = record.at + afterMs;
    for (const tally of this.#tallies(lane)) increment(tally.rejected, wording);
    return { kind: "refused", requestId: uuid(lane.random), wording, afterMs, retryAfter };
  }

  #serve(lane: Lane, record: RequestRecord, facts: Facts, fault: Fault | undefined, quick: boolean): Served {
    const draw = quick ? { ...QUICK, firstMs: lane.rejectMs() } : lane.draw(facts);
    const reservation = quick ? undefined : lane.quotas.reserve(lane.reservation(facts), record.at);
    if (reservation) for (const tally of this.#tallies(lane)) tally.flight.add(1, record.at);
    const { where = "response", fault: wording, retryAfter } = fault ?? {};
    const breaks = where === "response" || !wording ? undefined : { where, wording, retryAfter };
    const endMs = endOf(draw, breaks, isStream(facts.operation));
    const ticket = { lane, record, draw, reservation };
    const { chunks } = lane.server;
    return { kind: "served", requestId: uuid(lane.random), ticket, breaks, chunks, endMs, ...draw };
  }
}
