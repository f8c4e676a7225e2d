import type { WordingName } from "spillway/simulator";
import { type Scenario, USUAL } from "../scenario.js";

/** Nothing is wrong, but that more is wanted than there is, and that refusals say capacity. */
const ceiling = (full: WordingName, name: string): Scenario => ({
  ...USUAL,
  name: `ceiling-${name}`,
  title: `100 callers on 20 slots in each region; refusals say ${full}`,
  behaviour: "Takes a full region for full and not for dead: no breaker ever opens.",
  server: { ...USUAL.server, full },
  demand: { kind: "workers", count: 100 },
  minutes: 2,
  seeds: 20,
  bands: { spillway: { trips: 0, ofOracle: 95 }, "spillway-home": { trips: 0, ofOracle: 95 } },
  ci: {
    minutes: 1,
    seeds: 2,
    bands: { spillway: { trips: 0 }, "spillway-home": { trips: 0 } },
  },
});

export const CEILING: readonly Scenario[] = [
  ceiling("unableToProcess", "503"),
  ceiling("modelOverloaded", "429"),
];
