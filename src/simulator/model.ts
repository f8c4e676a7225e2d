import { type Facts, isQuick, isStream } from "./facts.js";
import type { Draw, Lane } from "./lane.js";
import { Journal, type LaneReport, newRecord, type RequestRecord, type SimulatorReport } from "./report.js";
import { seeded, uuid } from "./seeded.js";
import type { Settings } from "./settings.js";
import { Site } from "./site.js";
import { breakOf, endOf, type Stroke, shareOf, stretched, strokeOf } from "./stroke.js";
import { type Counts, increment, Tally } from "./tally.js";
import type { DropPlace, Dropped, Refused, Served, Ticket, Verdict } from "./verdict.js";
import type { WordingName } from "./wordings.js";

type Broken = Extract<Stroke, { kind: "broken" }>;

/** What has no text to write. */
const QUICK: Pick<Draw, "streamMs" | "outputTokens" | "capped"> = {
  streamMs: 0,
  outputTokens: 0,
  capped: false,
};

/**
 * A pretend Bedrock without wires: it says what becomes of a request, and when.
 *
 * Pure: every moment is given in ms since the beginning, chance comes from its seed. Each model in each region has a
 * row of chance of its own, so load on one does not change what another does.
 */
export class Model {
  readonly settings: Settings;
  readonly #seed: number;
  readonly #journal: Journal;
  readonly #total = new Tally();
  readonly #sites: ReadonlyMap<string, Site>;

  constructor(settings: Settings, seed: number, wallAtStart: number, keep: number) {
    this.settings = settings;
    this.#seed = seed;
    this.#journal = new Journal(keep);
    this.#sites = new Map(
      settings.regions.map((name) => [name, new Site(name, settings, seed, wallAtStart)]),
    );
  }

  /** Whether a connection to the region that comes now is closed at once. */
  refusesConnection(region: string, now: number): boolean {
    return this.#site(region).refusesConnection(now);
  }

  /**
   * A request has been read in full. The region must be one of the settings.
   *
   * @param lane undefined for a request that belongs to no model
   * @returns must be called once its answer is over, in whatever way; only the first time counts
   */
  opened(region: string, lane: Lane | undefined): () => void {
    const tallies = lane ? this.#tallies(lane) : [this.#site(region).tally, this.#total];
    for (const tally of tallies) {
      tally.attempts++;
      tally.open++;
    }
    let open = true;
    return () => {
      if (open) for (const tally of tallies) tally.open--;
      open = false;
    };
  }

  /** A request arrives at the service. */
  arrive(region: string, facts: Facts, now: number): Verdict {
    const site = this.#site(region);
    const lane = site.lane(facts.model);
    const record = this.#record(lane, facts, now);
    const fault = site.strike(lane, now);
    const stroke = fault && strokeOf(fault, isStream(facts.operation));
    record.fault = fault && (fault.where ?? "response");
    if (stroke?.kind === "refused") return this.#refuse(lane, record, stroke.wording, stroke.retryAfter);
    if (stroke?.kind === "dropped") return this.#drop(lane, record, stroke.where);
    const quick = isQuick(facts.operation);
    const refusal = quick ? undefined : lane.refusal(facts, now);
    if (refusal) {
      // The fault had its turn, but did not come to anything.
      record.fault = undefined;
      return this.#refuse(lane, record, refusal, undefined);
    }
    return this.#serve(lane, record, facts, stroke, quick);
  }

  /** A request that was read is left by its client before it has arrived. */
  lost(region: string, facts: Facts, now: number): void {
    const lane = this.lane(region, facts.model);
    const record = this.#record(lane, facts, now);
    record.outcome = "aborted";
    record.endedAt = now;
    for (const tally of this.#tallies(lane)) tally.aborted++;
  }

  /** A request that was served ends: to its end (`served`), broken, or left by the client (`aborted`). */
  finish({ lane, record, draw, reservation, share }: Ticket, outcome: string, now: number): void {
    const written =
      outcome === "served" ? 1 : Math.max(0, (now - record.at - draw.firstMs) / (draw.streamMs || 1));
    record.outputTokens = Math.round(draw.outputTokens * Math.min(written, share));
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
    for (const tally of [this.#site(region).tally, this.#total]) increment(tally.rejected, wording);
    const requestId = uuid(seeded(`${this.#seed}/${this.#total.attempts}`));
    return { kind: "refused", requestId, wording, afterMs: 0, retryAfter: undefined };
  }

  /** New settings hold for what arrives from `now` on. */
  changed(now: number): void {
    for (const site of this.#sites.values()) site.change(now);
  }

  lane(region: string, model: string): Lane {
    return this.#site(region).lane(model);
  }

  report(now: number): SimulatorReport {
    const regions: Record<string, Counts> = {};
    const lanes: Record<string, LaneReport> = {};
    let capacityMs = 0;
    for (const site of this.#sites.values()) {
      const own = site.report(now);
      capacityMs += own.capacityMs;
      regions[site.name] = own.counts;
      Object.assign(lanes, own.lanes);
    }
    const totals = this.#total.counts(capacityMs, now);
    return { now, seed: this.#seed, totals, regions, lanes, requests: this.#journal.list() };
  }

  #site(region: string): Site {
    const site = this.#sites.get(region);
    if (!site) throw new RangeError(`simulator: no region ${region}`);
    return site;
  }

  #tallies(lane: Lane): readonly Tally[] {
    return [lane.tally, this.#site(lane.region).tally, this.#total];
  }

  #record(lane: Lane, facts: Facts, at: number): RequestRecord {
    const record = newRecord(lane.region, facts, at);
    this.#journal.add(record);
    for (const tally of this.#tallies(lane)) tally.inputTokens += facts.inputTokens;
    return record;
  }

  #refuse(lane: Lane, record: RequestRecord, wording: WordingName, retryAfter: string | undefined): Refused {
    const afterMs = this.#reject(lane, record, wording);
    return { kind: "refused", requestId: uuid(lane.random), wording, afterMs, retryAfter };
  }

  #drop(lane: Lane, record: RequestRecord, where: DropPlace): Dropped {
    return { kind: "dropped", where, afterMs: this.#reject(lane, record, where) };
  }

  /** @returns ms until the client hears of it */
  #reject(lane: Lane, record: RequestRecord, outcome: string): number {
    const afterMs = lane.rejectMs();
    record.outcome = outcome;
    record.endedAt = record.at + afterMs;
    for (const tally of this.#tallies(lane)) increment(tally.rejected, outcome);
    return afterMs;
  }

  #serve(
    lane: Lane,
    record: RequestRecord,
    facts: Facts,
    broken: Broken | undefined,
    quick: boolean,
  ): Served {
    const healthy = quick ? { ...QUICK, firstMs: lane.rejectMs() } : lane.draw(facts);
    const draw = broken ? stretched(healthy, broken) : healthy;
    const reservation = quick ? undefined : lane.quotas.reserve(lane.reservation(facts), record.at);
    if (reservation) for (const tally of this.#tallies(lane)) tally.flight.add(1, record.at);
    const requestId = uuid(lane.random);
    const breaks = broken && breakOf(broken.where, broken.fault, requestId);
    const endMs = endOf(draw, breaks, isStream(facts.operation));
    const ticket = { lane, record, draw, reservation, share: shareOf(breaks) };
    const { chunks } = lane.server;
    return { kind: "served", requestId, ticket, breaks, chunks, endMs, ...draw };
  }
}
