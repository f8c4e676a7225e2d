import type { LaneName } from "../events.js";
import { publicModel } from "../public-model.js";
import { ATTRIBUTE, LABEL, OTHER } from "./names.js";

export type Labels = Readonly<Record<string, string>>;

/** Of a breaker; without `model` it is its region's. */
export interface BreakerName {
  readonly service: string;
  readonly region: string;
  readonly model?: string | undefined;
}

/**
 * Lanes that have attributes of their own in metrics, in the life of a process: as many as come first. All others share
 * one, since each set of attributes is kept for ever by whoever collects.
 */
export const MOST_LANES = 100;

/** The attributes of lanes and breakers in metrics, a bounded number of them. */
export class LaneLabels {
  readonly #known = new Map<string, Labels>();
  /** A lane has one name as long as it lives: the usual way costs no text. */
  readonly #ofName = new WeakMap<LaneName, Labels>();
  readonly #byOutcome = new Map<Labels, Map<string, Labels>>();

  of(lane: LaneName): Labels {
    const known = this.#ofName.get(lane);
    if (known !== undefined) return known;
    const labels = this.#bounded(lane);
    this.#ofName.set(lane, labels);
    return labels;
  }

  /** Outcomes are a short list, and each set is made once: to spread an object costs the engine a microsecond. */
  ofOutcome(lane: LaneName, outcome: string): Labels {
    const labels = this.of(lane);
    const made = this.#byOutcome.get(labels) ?? new Map<string, Labels>();
    const known = made.get(outcome);
    if (known !== undefined) return known;
    const added = { ...labels, [ATTRIBUTE.outcome]: outcome };
    this.#byOutcome.set(labels, made.set(outcome, added));
    return added;
  }

  ofBreaker({ service, region, model }: BreakerName): Labels {
    if (model !== undefined) return { [LABEL.service]: service, ...this.of({ region, model }) };
    const labels = this.#bounded({ region, model: "" });
    return { [LABEL.service]: service, [ATTRIBUTE.region]: labels[ATTRIBUTE.region] ?? OTHER };
  }

  #bounded({ region, model }: LaneName): Labels {
    const shown = publicModel(model);
    const key = `${region} ${shown}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_LANES) return ALL_OTHERS;
    const labels = { [ATTRIBUTE.region]: region, [ATTRIBUTE.model]: shown };
    this.#known.set(key, labels);
    return labels;
  }
}

const ALL_OTHERS: Labels = { [ATTRIBUTE.region]: OTHER, [ATTRIBUTE.model]: OTHER };
