import { rounded } from "../statistics.js";
import type { Attempt } from "./attempts.js";
import { concerns, HOME, type Scenario, troublesAt } from "./scenario.js";

/** Share that was served at home, of all and of what arrived while home was well; from 0 to 1. */
export interface Homing {
  readonly all: number;
  readonly well: number;
}

/** Calls are at home again when so many of so many in a row are. */
const BACK = { calls: 20, atHome: 18 };

const share = (part: number, whole: number): number => rounded(whole === 0 ? 1 : part / whole);

export function homeOf({ troubles }: Scenario, served: readonly Attempt[]): Homing {
  const atHome = ({ region }: Attempt): boolean => region === HOME;
  const well = served.filter(({ at, model }) => troublesAt(troubles, HOME, model, at).length === 0);
  return {
    all: share(served.filter(atHome).length, served.length),
    well: share(well.filter(atHome).length, well.length),
  };
}

/**
 * From home's recovery until calls are served there again; undefined where it does not recover, null where calls do
 * not come back.
 */
export function backHomeMs({ troubles }: Scenario, served: readonly Attempt[]): number | null | undefined {
  const last = troubles.filter(({ region }) => region === HOME).at(-1);
  if (!last || !Number.isFinite(last.toMs)) return undefined;
  const after = served
    .filter(({ at, model }) => at >= last.toMs && concerns(troubles, model))
    .sort((a, b) => a.at - b.at);
  const home = after.map(({ region }) => (region === HOME ? 1 : 0));
  for (let i = 0; i + BACK.calls <= after.length; i++) {
    const count = home.slice(i, i + BACK.calls).reduce<number>((sum, each) => sum + each, 0);
    if (count >= BACK.atHome) return Math.round((after[i]?.at ?? 0) - last.toMs);
  }
  return null;
}
