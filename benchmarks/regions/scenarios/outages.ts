import { AWAY, type Bands, HOME, type Scenario, TROUBLE_MS, type Trouble, USUAL } from "../scenario.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const UNABLE = { fault: "unableToProcess" } as const;

/** What is wrong at home for so long. */
const atHome = (forMs: number, what: Pick<Trouble, "fault" | "refused" | "server">): Trouble => ({
  region: HOME,
  fromMs: TROUBLE_MS,
  toMs: TROUBLE_MS + forMs,
  ...what,
});

/** What must hold when home is down. */
const DOWN: Bands = {
  answered: 100,
  open: 0,
  overspent: 1,
  firstRatio: 1.3,
  backHomeMs: 10_000,
  ofOracle: 92,
};

const FLAPPING: readonly Trouble[] = Array.from({ length: 12 }, (_, i) => {
  const fromMs = TROUBLE_MS + i * 10 * SECOND;
  return { region: HOME, fromMs, toMs: fromMs + 5 * SECOND, fault: UNABLE };
});

/** Half of the requests fail at home for a minute. */
const brownOut = (fault: "unableToProcess" | "unexpectedError", status: number): Scenario => ({
  ...USUAL,
  name: `brown-out-${status}`,
  title: `half of the requests fail at home for 60 s (${status})`,
  behaviour:
    "Answers every call, with a repetition elsewhere where home fails, and leaves home alone while it lasts.",
  troubles: [atHome(MINUTE, { fault: { fault, share: 0.5 } })],
  minutes: 4.5,
  bands: {
    spillway: { answered: 100, open: 0, wasted: 3, firstRatio: 1.3, backHomeMs: 20_000, ofOracle: 92 },
  },
  ci: { minutes: 3, bands: { spillway: { answered: 99, wasted: 6, firstRatio: 2 } } },
});

/** A region that does not answer, or answers badly. */
export const OUTAGES: readonly Scenario[] = [
  {
    ...USUAL,
    name: "home-down",
    title: "home down for 60 s",
    behaviour:
      "Goes elsewhere after a handful of refusals, finds out with probes when home is back, and returns.",
    troubles: [atHome(MINUTE, { fault: UNABLE })],
    minutes: 4.5,
    bands: { spillway: DOWN, "spillway-home": { answered: 95 } },
    ci: {
      minutes: 4,
      bands: {
        spillway: { answered: 100, open: 0, wasted: 3, firstRatio: 2, backHomeMs: 15_000, ofOracle: 88 },
      },
    },
  },
  {
    ...USUAL,
    name: "home-down-long",
    title: "home down for 10 min",
    behaviour: "Costs no more than a short outage but for the probes.",
    troubles: [atHome(10 * MINUTE, { fault: UNABLE })],
    minutes: 13.5,
    bands: { spillway: DOWN },
    ci: { minutes: 3.5, bands: { spillway: { answered: 100, open: 0, wasted: 4, firstRatio: 2 } } },
  },
  {
    ...USUAL,
    name: "home-unreachable",
    title: "connections to home refused for 60 s",
    behaviour: "Does the same as for a region that answers with refusals.",
    troubles: [atHome(MINUTE, { refused: true })],
    minutes: 4.5,
    bands: { spillway: DOWN },
    ci: { minutes: 3, bands: { spillway: { answered: 100, open: 0, wasted: 3, firstRatio: 2 } } },
  },
  brownOut("unableToProcess", 503),
  brownOut("unexpectedError", 500),
  {
    ...USUAL,
    name: "flapping",
    title: "home down for 5 s, up for 5 s, for 2 min",
    behaviour: "Does not flap along: the breaker changes its state seldom, and few attempts are spent.",
    troubles: FLAPPING,
    minutes: 7,
    bands: {
      spillway: { answered: 100, open: 0, wasted: 5, firstRatio: 1.3, changes: 1, backHomeMs: 30_000 },
    },
    ci: { minutes: 4, bands: { spillway: { answered: 99.5, wasted: 8, changes: 1 } } },
  },
  {
    ...USUAL,
    name: "both-down",
    title: "both regions down for 30 s",
    behaviour: "Lets calls wait within their time, and answers all of them when a region is back.",
    troubles: [HOME, AWAY].map((region) => ({
      ...atHome(30 * SECOND, { fault: UNABLE }),
      region,
    })) as Trouble[],
    minutes: 4.5,
    bands: {
      spillway: { answered: 100, open: 0, wasted: 3, firstMs: 45_000, backHomeMs: 10_000 },
      "spillway-home": { answered: 100, open: 0, firstMs: 45_000, backHomeMs: 10_000 },
    },
    ci: { minutes: 3.5, bands: { spillway: { answered: 99, wasted: 5, firstMs: 55_000 } } },
  },
  {
    ...USUAL,
    name: "slow-death",
    title: "time to first token ten times as long at home for 60 s",
    behaviour:
      "What finds no room at home goes elsewhere, and nothing fails; what has room at home stays, and is slow.",
    // 450 ms and 1050 ms become 4500 ms and 1050 ms.
    troubles: [atHome(MINUTE, { server: { service: { meanMs: 5550, firstTokenShare: 4500 / 5550 } } })],
    minutes: 4.5,
    bands: { spillway: { answered: 100, open: 0, wasted: 1, firstMs: 12_000, ofOracle: 92 } },
    ci: { minutes: 3, bands: { spillway: { answered: 99.5, wasted: 3, firstMs: 15_000 } } },
  },
];
