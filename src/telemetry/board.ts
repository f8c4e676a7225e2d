import type { Counter, Histogram, Meter, MeterProvider } from "@opentelemetry/api";
import { VERSION } from "../version.js";
import { observeGauges } from "./gauges.js";
import { BOUNDARIES, INSTRUMENTS } from "./instruments.js";
import { type Labels, LaneLabels } from "./labels.js";

type KeyOf<Kind> = {
  [Key in keyof typeof INSTRUMENTS]: (typeof INSTRUMENTS)[Key]["kind"] extends Kind ? Key : never;
}[keyof typeof INSTRUMENTS];

export type CounterKey = KeyOf<"counter">;
export type HistogramKey = KeyOf<"histogram">;

/** The metrics at one provider, for all instances of a process. Each instrument is made when it is first needed. */
export class Board {
  readonly labels = new LaneLabels();
  readonly #meter: Meter;
  readonly #counters = new Map<CounterKey, Counter>();
  readonly #histograms = new Map<HistogramKey, Histogram>();

  constructor(provider: MeterProvider) {
    this.#meter = provider.getMeter("spillway", VERSION);
    observeGauges(this.#meter, this.labels);
  }

  add(key: CounterKey, value: number, labels: Labels): void {
    let counter = this.#counters.get(key);
    if (counter === undefined) {
      const { name, unit, description } = INSTRUMENTS[key];
      counter = this.#meter.createCounter(name, { unit, description });
      this.#counters.set(key, counter);
    }
    counter.add(value, labels);
  }

  /** @param value in seconds */
  record(key: HistogramKey, value: number, labels: Labels): void {
    let histogram = this.#histograms.get(key);
    if (histogram === undefined) {
      const { name, unit, description } = INSTRUMENTS[key];
      const advice = { explicitBucketBoundaries: [...BOUNDARIES] };
      histogram = this.#meter.createHistogram(name, { unit, description, advice });
      this.#histograms.set(key, histogram);
    }
    histogram.record(value, labels);
  }
}

const boards = new WeakMap<MeterProvider, Board>();

/** One for each provider: what is made before one is registered would stay dead, there is no proxy for meters. */
export function boardOf(provider: MeterProvider): Board {
  const known = boards.get(provider);
  if (known !== undefined) return known;
  const made = new Board(provider);
  boards.set(provider, made);
  return made;
}
