import { slotsAt } from "../../src/simulator/slots.js";
import { Turns } from "../turns.js";
import { type Region, stops, troublesAt } from "./scenario.js";
import type { Answer, Ask, Stage } from "./stage.js";

/** Where somebody was sent. */
interface Wish {
  readonly model: string;
  region: Region | undefined;
}

/**
 * Knows of each region what it can take at each moment, and sends there at once: home first, but a region in which
 * something is wrong last. What nobody can take waits.
 */
export class Oracle {
  readonly #stage: Stage;
  readonly #asks: ReadonlyMap<Region, Ask>;
  /** A line for each model. */
  readonly #lines: ReadonlyMap<string, Turns<Wish>>;
  /** By region and model. */
  readonly #inFlight = new Map<string, number>();

  /** @param asks in the order in which regions are preferred */
  constructor(stage: Stage, asks: ReadonlyMap<Region, Ask>) {
    this.#stage = stage;
    this.#asks = asks;
    const line = () => new Turns<Wish>(stage.clock, (wish, arrivesAt) => this.#admits(wish, arrivesAt));
    this.#lines = new Map(stage.scenario.models.map((model) => [model, line()]));
  }

  /** Asks in its turn, and again at once, at the head of the line, when chance is against it. */
  async ask(model: string): Promise<Answer> {
    for (let again = false; ; again = true) {
      const wish: Wish = { model, region: undefined };
      await this.#lines.get(model)?.wait(wish, again);
      const ask = wish.region && this.#asks.get(wish.region);
      if (!wish.region || !ask) throw new RangeError(`nobody to ask for ${model}`);
      try {
        return this.#watched(await ask(model), wish.region, model);
      } catch {
        this.#leave(wish.region, model);
      }
    }
  }

  async *#watched(answer: Answer, region: Region, model: string): Answer {
    try {
      yield* answer;
    } finally {
      this.#leave(region, model);
    }
  }

  #leave(region: Region, model: string): void {
    this.#add(region, model, -1);
    this.#lines.get(model)?.look();
  }

  #admits(wish: Wish, arrivesAt: number): boolean {
    const { troubles } = this.#stage.scenario;
    const troubled = (region: Region): number => troublesAt(troubles, region, wish.model, arrivesAt).length;
    wish.region = [...this.#asks.keys()]
      .sort((a, b) => troubled(a) - troubled(b))
      .find((region) => this.#takes(region, wish.model, arrivesAt));
    if (wish.region) this.#add(wish.region, wish.model, 1);
    return wish.region !== undefined;
  }

  #takes(region: Region, model: string, atMs: number): boolean {
    const { troubles, server } = this.#stage.scenario;
    const free = (this.#inFlight.get(`${region}/${model}`) ?? 0) < slotsAt(server.slots ?? 0, atMs);
    return free && !troublesAt(troubles, region, model, atMs).some(stops);
  }

  #add(region: Region, model: string, count: number): void {
    const lane = `${region}/${model}`;
    this.#inFlight.set(lane, (this.#inFlight.get(lane) ?? 0) + count);
  }
}
