import type { Random } from "../random.js";
import type { Facts } from "./facts.js";
import { Faults, strikesRequests } from "./faults.js";
import { Quotas } from "./quotas.js";
import { logNormal } from "./seeded.js";
import { Capacity } from "./slots.js";
import { Tally } from "./tally.js";
import type { Fault, ModelServer } from "./types.js";
import type { WordingName } from "./wordings.js";

/** How long an answer takes and how much it says. */
export interface Draw {
  /** Ms from arrival to the first token. */
  readonly firstMs: number;
  /** Ms from the first token to the last. */
  readonly streamMs: number;
  readonly outputTokens: number;
  /** The request's maximum ended the answer. */
  readonly capped: boolean;
}

/** One model in one region: its slots, its quotas, its faults, its chance. */
export class Lane {
  readonly region: string;
  readonly model: string;
  readonly tally = new Tally();
  readonly capacity: Capacity;
  readonly quotas: Quotas;
  readonly random: Random;
  readonly #faults: Faults;
  #server: ModelServer;

  constructor(region: string, model: string, server: ModelServer, random: Random, wallAtStart: number) {
    this.region = region;
    this.model = model;
    this.random = random;
    this.#server = server;
    this.capacity = new Capacity(server.slots);
    this.quotas = new Quotas(server, wallAtStart);
    this.#faults = new Faults(server.faults, strikesRequests);
  }

  get server(): ModelServer {
    return this.#server;
  }

  change(server: ModelServer, now: number): void {
    this.#server = server;
    this.capacity.change(server.slots, now);
    this.quotas.change(server);
    this.#faults.change(server.faults);
  }

  strike(now: number): Fault | undefined {
    return this.#faults.strike(now, this.random);
  }

  /** Why a request can't be taken now. Takes nothing. */
  refusal(facts: Facts, now: number): WordingName | undefined {
    const short = this.quotas.refusal(this.reservation(facts), now);
    if (short) return short;
    return this.capacity.fits(this.tally.flight.value, now) ? undefined : this.#server.full;
  }

  /** Tokens that a request reserves. */
  reservation(facts: Facts): number {
    return facts.inputTokens + (facts.maxTokens ?? this.#server.maxTokens);
  }

  draw(facts: Facts): Draw {
    const { service, output } = this.#server;
    const limit = facts.maxTokens ?? this.#server.maxTokens;
    const wanted = Math.max(1, Math.round(logNormal(this.random, output.meanTokens, output.sigma)));
    const outputTokens = Math.min(wanted, limit);
    const time = logNormal(this.random, service.meanMs, service.sigma);
    const capped = wanted >= limit;
    if (service.tokensPerSecond === undefined) {
      const firstMs = time * service.firstTokenShare;
      return { firstMs, streamMs: time - firstMs, outputTokens, capped };
    }
    const writing = (outputTokens / service.tokensPerSecond) * 1000;
    return { firstMs: time, streamMs: logNormal(this.random, writing, service.sigma), outputTokens, capped };
  }

  rejectMs(): number {
    const { rejectMs } = this.#server;
    if (typeof rejectMs === "number") return rejectMs;
    return rejectMs[Math.floor(this.random() * rejectMs.length)] ?? 0;
  }

  /** One way between client and service. */
  wayMs(): number {
    const { networkMs, networkJitterMs } = this.#server;
    return networkJitterMs === 0 ? networkMs : networkMs + this.random() * networkJitterMs;
  }
}
