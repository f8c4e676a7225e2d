import { type Random, SpillwayError } from "spillway";
import type { Simulator } from "spillway/simulator";
import { between, draw, oneOf } from "./draw.js";
import { traceOf } from "./errors.js";
import type { JumpyClock } from "./jumpy-clock.js";
import { count, type Ledger } from "./ledger.js";
import { checkSecrets } from "./listeners.js";
import { REGIONS, type Region } from "./mixture.js";
import type { Seat } from "./seats.js";
import { backTo, changeOf, NONSENSE } from "./updates.js";
import { STEADY, WEATHERS } from "./weather.js";

/** What happens around the calls. */
export interface TurmoilOptions {
  readonly simulator: Simulator;
  readonly clock: JumpyClock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly seats: () => readonly Seat[];
  /** Puts another instance in the place of the brief one. */
  readonly renew: () => void;
}

const EVERY_MS = { low: 20, high: 150 };

const ACTS = { weather: 5, jump: 4, force: 2, look: 2, renew: 2, update: 6, nonsense: 1 } as const;

const WEATHER_SHARES = Object.fromEntries(Object.entries(WEATHERS).map(([name, { share }]) => [name, share]));

/** Weather, jumps of the clock, operators, and instances that come and go, until it is stopped. */
export class Turmoil {
  readonly #options: TurmoilOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TurmoilOptions) {
    this.#options = options;
    for (const region of REGIONS) this.#weather(region, "fair");
  }

  start(): void {
    const { random } = this.#options;
    const { low, high } = EVERY_MS;
    this.#timer = setTimeout(
      () => {
        this.#act();
        this.start();
      },
      between(random, low, high),
    );
  }

  /** Ends it, and leaves the sky clear. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const region of REGIONS) {
      this.#weather(region, "fair");
      for (const { plugin } of this.#options.seats()) plugin.forceClose(region);
    }
  }

  #act(): void {
    const { random, clock, renew, ledger } = this.#options;
    const act = draw(random, ACTS);
    count(ledger.turmoil, act);
    if (act === "weather") this.#weather(oneOf(random, REGIONS), draw(random, WEATHER_SHARES));
    else if (act === "jump") clock.jump(random);
    else if (act === "force") this.#force();
    else if (act === "look") this.#look();
    else if (act === "update") this.#update();
    else if (act === "nonsense") this.#nonsense();
    else renew();
  }

  #weather(region: Region, name: string): void {
    const faults = [...STEADY, ...(WEATHERS[name]?.faults ?? [])];
    this.#options.simulator.configure({ regionFaults: { [region]: faults } });
  }

  #force(): void {
    const { random, seats } = this.#options;
    const [{ plugin }, region] = [oneOf(random, seats()), oneOf(random, REGIONS)];
    if (random() < 0.3) plugin.forceOpen(region);
    else plugin.forceClose(region);
  }

  #look(): void {
    const { ledger, seats } = this.#options;
    for (const { plugin } of seats()) checkSecrets(ledger, "snapshot", JSON.stringify(plugin.snapshot()));
  }

  #update(): void {
    const { random, seats } = this.#options;
    const { plugin, forgetful, options } = oneOf(random, seats());
    try {
      // Back as often as away: else all would end in the strangest of settings.
      plugin.update(random() < 0.5 ? backTo(options) : changeOf(random, forgetful));
    } catch (error) {
      // Good by itself, it may contradict what holds by then.
      this.#expectRefusal(error);
    }
  }

  /** Must be refused, and change nothing. */
  #nonsense(): void {
    const { random, seats, ledger } = this.#options;
    const { plugin } = oneOf(random, seats());
    try {
      // No type lets these through, which is the point of them.
      plugin.update(oneOf(random, NONSENSE) as never);
      ledger.fault("error", "update() took what can't be used");
    } catch (error) {
      this.#expectRefusal(error);
    }
  }

  #expectRefusal(error: unknown): void {
    if (error instanceof SpillwayError && error.code === "INVALID_SETTING") return;
    this.#options.ledger.fault("error", `update() threw ${traceOf(error)}`);
  }
}
