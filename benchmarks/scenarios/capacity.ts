import type { Slots } from "spillway/simulator";
import { MINUTE, type Scenario, USUAL } from "../scenario.js";

const swinging = (ms: number): number => Math.round(20 + 12 * Math.sin((2 * Math.PI * ms) / MINUTE));
const falling: Slots = [
  [0, 40],
  [1.5 * MINUTE, 10],
  [3 * MINUTE, 40],
];
const missing: Slots = [
  [0, 20],
  [2 * MINUTE, 0],
  [3 * MINUTE, 20],
];

const STEADY = "Finds the ceiling, stays at it and probes it seldom.";

const SLOTS_20: Scenario = {
  ...USUAL,
  name: "slots-20",
  title: "20 slots",
  behaviour: STEADY,
  server: { slots: 20 },
  rightSize: 20,
  bands: { used: 98.5, rejected: 0.4 },
  ci: { minutes: 2.5, bands: { used: 94, rejected: 2 } },
};

const STEP: Scenario = {
  ...USUAL,
  name: "step",
  title: "slots 40, then 10, then 40, 90 s each",
  behaviour: "Lets go at once of what was taken, and climbs back in wider and wider steps.",
  server: { slots: falling },
  minutes: 4.5,
  rightSize: 40,
  bands: { used: 94, rejected: 1.3 },
  ci: { minutes: 4.5, bands: { used: 88, rejected: 3 } },
};

/** Breakers count these. */
const named = (scenario: Scenario): Scenario => ({
  ...scenario,
  name: `${scenario.name}-named`,
  title: `${scenario.title}; messages name capacity`,
  behaviour: "As with the other message, though a breaker counts these.",
  server: { ...scenario.server, full: "capacityReached429" },
  oursOnly: true,
});

/** A number of slots and nothing else; "Too many requests" is what a request hears that finds none. */
export const CAPACITY: readonly Scenario[] = [
  {
    ...USUAL,
    name: "slots-4",
    title: "4 slots",
    behaviour: STEADY,
    server: { slots: 4 },
    rightSize: 4,
    bands: { used: 98, rejected: 0.8 },
    ci: { minutes: 5, bands: { used: 94, rejected: 2.5 } },
  },
  SLOTS_20,
  {
    ...USUAL,
    name: "slots-100",
    title: "100 slots, 300 workers",
    behaviour: STEADY,
    server: { slots: 100 },
    demand: { kind: "workers", count: 300 },
    rightSize: 100,
    bands: { used: 98, rejected: 0.25 },
    ci: { minutes: 1, bands: { used: 85, rejected: 1.5 } },
  },
  STEP,
  {
    ...USUAL,
    name: "wave",
    title: "slots swing 20±12 each minute",
    behaviour: "Follows a ceiling that keeps moving, by probing it as often as it pays.",
    server: { slots: swinging },
    rightSize: 20,
    bands: { used: 92, rejected: 2.8 },
    ci: { minutes: 3, bands: { used: 84, rejected: 5 } },
  },
  {
    ...USUAL,
    name: "outage",
    title: "20 slots, none for a minute out of four",
    behaviour: "Spends next to nothing on an outage and is soon back where it was before.",
    server: { slots: missing },
    minutes: 4,
    rightSize: 20,
    bands: { used: 94, rejected: 1 },
    ci: { minutes: 4, bands: { used: 86, rejected: 3 } },
  },
  {
    ...USUAL,
    name: "two-kinds",
    title: "15 slots, rejections after 5 or 600 ms",
    behaviour: "Takes a late rejection for the echo that it is.",
    server: { slots: 15, rejectMs: [5, 600] },
    rightSize: 15,
    bands: { used: 97, rejected: 1 },
    ci: { minutes: 3, bands: { used: 92, rejected: 2.5 } },
  },
  named(SLOTS_20),
  named(STEP),
];
