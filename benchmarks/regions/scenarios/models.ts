import { MODEL } from "../../stage.js";
import { HOME, type Scenario, TROUBLE_MS, USUAL } from "../scenario.js";

const THREE = [MODEL, "amazon.nova-pro-v1:0", "anthropic.claude-3-haiku-20240307-v1:0"] as const;

/** Something is wrong with a model, and not with its region. */
export const MODELS: readonly Scenario[] = [
  {
    ...USUAL,
    name: "one-of-three",
    title: "one of three models down at home for 60 s",
    behaviour: "Leaves that model alone and not its region: calls to the others notice nothing.",
    models: THREE,
    demand: { ...USUAL.demand, perSecond: 10 },
    troubles: [
      {
        region: HOME,
        fromMs: TROUBLE_MS,
        toMs: TROUBLE_MS + 60_000,
        model: MODEL,
        fault: { fault: "unableToProcess" },
      },
    ],
    minutes: 4.5,
    bands: {
      spillway: {
        answered: 100,
        open: 0,
        wasted: 1,
        firstRatio: 1.3,
        regionTrips: 0,
        othersRatio: 1.3,
        backHomeMs: 10_000,
      },
      "spillway-home": { regionTrips: 0, othersRatio: 1.3 },
    },
    ci: {
      minutes: 3,
      bands: { spillway: { answered: 100, open: 0, wasted: 3, regionTrips: 0, othersRatio: 2 } },
    },
  },
  {
    ...USUAL,
    name: "quota-per-day",
    title: "tokens per day used up at home after 2 min",
    behaviour: "Goes elsewhere for good, and asks home next to never.",
    troubles: [
      {
        region: HOME,
        fromMs: TROUBLE_MS,
        toMs: Number.POSITIVE_INFINITY,
        model: MODEL,
        fault: { fault: "tooManyTokensPerDay" },
      },
    ],
    minutes: 7,
    bands: { spillway: { answered: 100, open: 0, wasted: 1, firstRatio: 1.3, trips: 0, ofOracle: 98 } },
    ci: { minutes: 3, bands: { spillway: { answered: 100, open: 0, wasted: 5, trips: 0 } } },
  },
  {
    ...USUAL,
    name: "cold-model",
    title: "model not ready at home for the first 45 s",
    behaviour: "Answers every call, and spends few attempts on a model that is being loaded.",
    troubles: [{ region: HOME, fromMs: 0, toMs: 45_000, model: MODEL, fault: { fault: "modelNotReady" } }],
    minutes: 3,
    bands: { spillway: { answered: 100, open: 0, wasted: 2, firstMs: 3000, backHomeMs: 15_000 } },
    ci: { minutes: 2, bands: { spillway: { answered: 98, wasted: 4 } } },
  },
];
