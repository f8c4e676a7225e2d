import { entriesOf } from "./copy.js";
import { type Findings, type Refusal, refuse } from "./findings.js";
import { show } from "./show.js";

/** A tenant of a tenth of all others together is already served one turn in ten; beyond a million to one, round-off rules. */
const MIN_WEIGHT = 0.001;
const MAX_WEIGHT = 1000;

const isWeight = (value: unknown): value is number =>
  typeof value === "number" && value >= MIN_WEIGHT && value <= MAX_WEIGHT;

/** A copy of the tenants' weights without a prototype, so that no tenant's name finds anything else. */
export function readWeights(
  raw: unknown,
  at: Refusal,
  findings: Findings,
): Readonly<Record<string, number>> | undefined {
  const entries = entriesOf(raw);
  if (entries === undefined) return refuse(findings, { ...at, value: raw });
  const weights: Record<string, number> = Object.create(null);
  for (const [tenant, weight] of entries) {
    if (!isWeight(weight)) {
      const name = `${at.name}[${show(tenant)}]`;
      return refuse(findings, {
        ...at,
        name,
        value: weight,
        expected: `a number from ${MIN_WEIGHT} to ${MAX_WEIGHT}`,
      });
    }
    weights[tenant] = weight;
  }
  return weights;
}
