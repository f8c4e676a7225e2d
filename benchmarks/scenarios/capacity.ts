import type { ModelSettings, Slots } from "spillway/simulator";
import { type Bands, MINUTE, type Scenario, USUAL } from "../scenario.js";

const wave = (ms: number): number => Math.round(20 + 12 * Math.sin((2 * Math.PI * ms) / MINUTE));
const outage: Slots = [
  [0, 20],
  [2 * MINUTE, 0],
  [3 * MINUTE, 20],
];
const step: Slots = [
  [0, 40],
  [1.5 * MINUTE, 10],
  [3 * MINUTE, 40],
];

function capacity(
  name: string,
  title: string,
  behaviour: string,
  server: ModelSettings,
  rightSize: number,
  [bands, ci]: readonly [Bands, Bands],
  rest: Partial<Scenario> = {},
): Scenario {
  const minutes = rest.minutes ?? USUAL.minutes;
  const short = Math.min(minutes, 4.5);
  return {
    ...USUAL,
    name,
    title,
    behaviour,
    server,
    rightSize,
    bands,
    ci: { minutes: short, bands: ci },
    ...rest,
  };
}

const STEADY = "Finds the ceiling, stays at it and probes it seldom.";
const NAMED = { full: "capacityReached429" } as const;

/** A number of slots and nothing else; "Too many requests" is what a request hears that finds none. */
export const CAPACITY: readonly Scenario[] = [
  capacity("slots-4", "4 slots", STEADY, { slots: 4 }, 4, [
    { used: 98, rejected: 0.8 },
    { used: 94, rejected: 2.5 },
  ]),
  capacity("slots-20", "20 slots", STEADY, { slots: 20 }, 20, [
    { used: 98.5, rejected: 0.4 },
    { used: 95, rejected: 1.5 },
  ]),
  capacity(
    "slots-100",
    "100 slots, 300 workers",
    STEADY,
    { slots: 100 },
    100,
    [
      { used: 98, rejected: 0.25 },
      { used: 90, rejected: 1.5 },
    ],
    { demand: { kind: "workers", count: 300 }, ci: { minutes: 2, bands: { used: 88, rejected: 1.5 } } },
  ),
  capacity(
    "step",
    "slots 40, then 10, then 40, 90 s each",
    "Lets go at once of what was taken, and climbs back in wider and wider steps.",
    { slots: step },
    40,
    [
      { used: 94, rejected: 1.3 },
      { used: 88, rejected: 3 },
    ],
    { minutes: 4.5 },
  ),
  capacity(
    "wave",
    "slots swing 20±12 each minute",
    "Follows a ceiling that keeps moving, by probing it as often as it pays.",
    { slots: wave },
    20,
    [
      { used: 92, rejected: 2.8 },
      { used: 86, rejected: 5 },
    ],
  ),
  capacity(
    "outage",
    "20 slots, none for a minute out of four",
    "Spends next to nothing on an outage and is soon back where it was before.",
    { slots: outage },
    20,
    [
      { used: 94, rejected: 1 },
      { used: 86, rejected: 3 },
    ],
    { minutes: 4 },
  ),
  capacity(
    "two-kinds",
    "15 slots, rejections after 5 or 600 ms",
    "Takes a late rejection for the echo that it is.",
    { slots: 15, rejectMs: [5, 600] },
    15,
    [
      { used: 97, rejected: 1 },
      { used: 92, rejected: 2.5 },
    ],
  ),
  capacity("slots-20-named", "20 slots, rejections name capacity", STEADY, { slots: 20, ...NAMED }, 20, [
    { used: 98.5, rejected: 0.4 },
    { used: 94, rejected: 1.5 },
  ]),
  capacity(
    "step-named",
    "the step, rejections name capacity",
    "As with the other message, though a breaker counts these.",
    { slots: step, ...NAMED },
    40,
    [
      { used: 94, rejected: 1.3 },
      { used: 84, rejected: 3 },
    ],
    { minutes: 4.5 },
  ),
];
