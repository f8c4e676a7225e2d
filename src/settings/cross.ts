import type { Findings } from "./findings.js";
import { matches } from "./glob.js";
import { type ModelValues, prefixOf } from "./models.js";
import { show } from "./show.js";
import { defaults, type Found, layer, type Values } from "./values.js";

/** The first may be at most the second. */
const PAIRS = [
  ["window.min", "window.initial"],
  ["window.initial", "window.max"],
  ["window.min", "window.max"],
  ["breaker.openMs", "breaker.maxOpenMs"],
  ["retry.baseMs", "retry.capMs"],
] as const;

/** Begins with what the user set, which is not always what the rule begins with. */
function misfit(low: Found, high: Found, lowIsSet: boolean): string {
  const [set, other, bound] = lowIsSet ? [low, high, "at most"] : [high, low, "at least"];
  return (
    `${set.name} (${set.source}) is ${show(set.value)}: expected ${bound} ${other.name}, ` +
    `which is ${show(other.value)} (${other.source}); change one so that they fit.`
  );
}

interface Check {
  /** All that counts, lower layers included. */
  readonly values: Values;
  /** What the user set here. */
  readonly own: Values;
  /** Before the names: empty, or `models["x"].`. */
  readonly prefix: string;
}

/** Judges only pairs of which the user set one here, and none of which one has been refused already. */
function checkPairs({ values, own, prefix }: Check, { problems, refused }: Findings): void {
  for (const pair of PAIRS) {
    const [low, high] = [values.get(pair[0]), values.get(pair[1])];
    const isSet = pair.some((option) => own.has(option));
    const isRefused = pair.some((option) => refused.has(option) || refused.has(`${prefix}${option}`));
    if (!low || !high || !isSet || isRefused || Number(low.value) <= Number(high.value)) continue;
    problems.push(misfit(low, high, own.has(pair[0])));
  }
}

/** A default gives way to what the user set: `window.max: 2` alone also means to begin with 2. */
export function fitDefaults(given: Values): Values {
  const fitted = new Map([...defaults(), ...given]);
  for (const [lowName, highName] of PAIRS) {
    const [low, high] = [fitted.get(lowName), fitted.get(highName)];
    if (!low || !high || Number(low.value) <= Number(high.value)) continue;
    if (low.source === "default") fitted.set(lowName, { ...low, value: high.value, source: high.source });
    else fitted.set(highName, { ...high, value: low.value, source: low.source });
  }
  return fitted;
}

/**
 * Settings that are fine alone but not together, in general and for each entry of `models`.
 *
 * @param own what is set now, of all that is given
 */
export function crossCheck(given: Values, models: ModelValues, findings: Findings, own = given): void {
  checkPairs({ values: given, own, prefix: "" }, findings);
  for (const [pattern, own] of models) {
    // A pattern is also an id that it matches itself: what holds for it holds for every such id, unless a narrower
    // pattern says otherwise.
    const wider = [...models].filter(([other]) => matches(other, pattern)).map(([, each]) => each);
    checkPairs({ values: layer(given, ...wider), own, prefix: prefixOf(pattern) }, findings);
  }
}
