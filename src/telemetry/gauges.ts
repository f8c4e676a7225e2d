import type { Meter, Observable } from "@opentelemetry/api";
import type { BreakerState } from "../events.js";
import { INSTRUMENTS, type InstrumentKey } from "./instruments.js";
import type { Labels, LaneLabels } from "./labels.js";
import { LABEL } from "./names.js";
import type { Source } from "./telemetry.js";

const LEVEL: Readonly<Record<BreakerState, number>> = { closed: 0, halfOpen: 1, open: 2 };

/** The quotas that a snapshot may show: which kind each is of, and whether it is the limit or what is used of it. */
const QUOTAS: Readonly<Record<string, readonly [key: "quotaLimit" | "quotaUsed", kind: string]>> = {
  requestsPerMinute: ["quotaLimit", "requests_per_minute"],
  requestsLastMinute: ["quotaUsed", "requests_per_minute"],
  tokensPerMinute: ["quotaLimit", "tokens_per_minute"],
  tokensLastMinute: ["quotaUsed", "tokens_per_minute"],
  tokensPerDay: ["quotaLimit", "tokens_per_day"],
  tokensLastDay: ["quotaUsed", "tokens_per_day"],
  learntRequestsPerMinute: ["quotaLimit", "learnt_requests_per_minute"],
  learntTokensPerMinute: ["quotaLimit", "learnt_tokens_per_minute"],
};

const sources = new Set<WeakRef<Source>>();

/** Shown at each collection until it is over, and once more; this does not keep it alive. */
export function showAlways(source: Source): void {
  sources.add(new WeakRef(source));
}

/** @param ended those that were over when they were shown last */
function* living(ended: WeakSet<Source>): Generator<Source> {
  for (const ref of sources) {
    const source = ref.deref();
    if (source === undefined) sources.delete(ref);
    else if (!ended.has(source)) {
      // A process that is short may end before anybody has collected.
      if (source.life.over) ended.add(source);
      yield source;
    }
  }
}

interface Point {
  readonly key: InstrumentKey;
  readonly labels: Labels;
  readonly value: number;
}

/** What instances show, one point for each metric and set of attributes: what several show is added up. */
export class Points {
  readonly #points = new Map<string, Point>();

  add(
    key: InstrumentKey,
    labels: Labels,
    value: number,
    join = (one: number, other: number) => one + other,
  ): void {
    const id = `${key} ${Object.values(labels).join(" ")}`;
    const known = this.#points.get(id);
    this.#points.set(id, { key, labels, value: known === undefined ? value : join(known.value, value) });
  }

  /**
   * Zeros for what was shown before and is no more. SDKs keep showing the last value of what is not observed again, and
   * a breaker that nobody has any more would stay open for ever.
   */
  *gone(before: Points): Generator<Point> {
    for (const [id, point] of before.#points) if (!this.#points.has(id)) yield { ...point, value: 0 };
  }

  [Symbol.iterator](): IterableIterator<Point> {
    return this.#points.values();
  }
}

export function pointsOf(shown: Iterable<Pick<Source, "snapshot">>, laneLabels: LaneLabels): Points {
  const points = new Points();
  for (const source of shown) {
    const { lanes, breakers } = source.snapshot();
    for (const { region, model, window, inFlight, queued, retryBudget, quotas } of lanes) {
      const labels = laneLabels.of({ region, model });
      points.add("window", labels, window);
      points.add("inFlight", labels, inFlight);
      points.add("queued", labels, queued);
      points.add("retryBudget", labels, retryBudget);
      for (const [name, value] of Object.entries(quotas)) {
        const [key, kind] = QUOTAS[name] ?? [];
        if (key === undefined || kind === undefined) continue;
        // A quota is the account's: two instances that know it have no more of it.
        const join = key === "quotaLimit" ? Math.max : undefined;
        points.add(key, { ...labels, [LABEL.kind]: kind }, value, join);
      }
    }
    for (const breaker of breakers)
      points.add("breaker", laneLabels.ofBreaker(breaker), LEVEL[breaker.state], Math.max);
  }
  return points;
}

/** Reads all living instances whenever somebody collects; in between it costs nothing. */
export function observeGauges(meter: Meter, labels: LaneLabels): void {
  const observables = new Map<InstrumentKey, Observable>();
  for (const [key, { name, kind, unit, description }] of Object.entries(INSTRUMENTS)) {
    const options = { unit, description };
    // The keys of the table are its keys.
    if (kind === "gauge") observables.set(key as InstrumentKey, meter.createObservableGauge(name, options));
    if (kind === "upDownCounter")
      observables.set(key as InstrumentKey, meter.createObservableUpDownCounter(name, options));
  }
  const ended = new WeakSet<Source>();
  let last = new Points();
  meter.addBatchObservableCallback(
    (result) => {
      const now = pointsOf(living(ended), labels);
      const points = [...now, ...now.gone(last)];
      last = now;
      for (const { key, labels: attributes, value } of points) {
        const observable = observables.get(key);
        if (observable !== undefined) result.observe(observable, value, attributes);
      }
    },
    [...observables.values()],
  );
}
