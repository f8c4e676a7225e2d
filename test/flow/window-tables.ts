import { type AdaptiveState, initial } from "../../src/flow/adaptive-state.js";
import type { WindowSample, WindowSettings } from "../../src/flow/law.js";

export const OPTIONS: WindowSettings = {
  law: "adaptive",
  initial: 4,
  min: 0.02,
  max: 100,
  increase: 1,
  decreaseFactor: 0.9,
  probeShare: 0.005,
};
export const NOW = 10_000;

/** Holds at ten slots; answers take a second, refusals 20 ms: what is older than 40 ms has been admitted. */
export const HOLD: AdaptiveState = {
  ...initial(OPTIONS),
  phase: "hold",
  window: 10,
  roundTripMs: 1000,
  timing: { roundTripMs: 1000, refusalMs: 20, deviationMs: 5 },
  ceiling: { level: 10, drift: 0, at: 0 },
  cutAt: 5000,
  freshAt: 5100,
  probeAt: 20_000,
};
const CLIMB = { phase: "climb", from: 10, base: 10, window: 11, raisedAt: 9000 } as const;
const OUTAGE = {
  phase: "outage",
  window: 1,
  before: { window: 20, ceiling: HOLD.ceiling },
  cutAt: 9500,
  freshAt: Number.POSITIVE_INFINITY,
} as const;
const LONE = { level: 1, inFlight: 0 };

/** What it does, its state and the sample as far as they differ from the usual, the window after it, the reason. */
export type Row = readonly [string, Partial<AdaptiveState>, Partial<WindowSample>, number, string];

export const SERVED: readonly Row[] = [
  ["in slow start adds a slot", { phase: "start", window: 4 }, {}, 5, "slow start"],
  ["adds nothing at the maximum", { phase: "start", window: 100 }, {}, 100, "slow start"],
  ["adds nothing while nobody is denied", { phase: "start" }, { denied: false }, 10, "no waiter was denied"],
  ["holds before the hold time is over", {}, {}, 10, "hold under the ceiling"],
  [
    "holds after it while a refusal is unanswered",
    { probeAt: 0, refusals: 1, cutAt: 9500, freshAt: Number.POSITIVE_INFINITY },
    {},
    10,
    "hold under the ceiling",
  ],
  [
    "probes after it once what was sent after the refusal is older than refusals are",
    { probeAt: 0, refusals: 1, cutAt: 9500, freshAt: 9960 },
    {},
    11,
    "probe",
  ],
  ["probes with a whole slot more", { window: 10.4, probeAt: NOW }, {}, 11, "probe"],
  [
    "waits for the last step to be confirmed",
    { ...CLIMB, raisedAt: 9850 },
    {},
    11,
    "the last step is not confirmed yet",
  ],
  ["climbs a slot at first", CLIMB, {}, 12, "climb"],
  ["climbs wider steps the further it has come", { ...CLIMB, window: 26 }, {}, 30, "climb"],
  [
    "climbs only so far where slots are few",
    { ...CLIMB, from: 1, base: 2, window: 3 },
    {},
    3,
    "far enough for so few slots",
  ],
  ["climbs on with few slots before that", { ...CLIMB, from: 2, base: 2, window: 2.5 }, {}, 3.5, "climb"],
  ["below one slot, won at once, adds a tenth", { window: 0.5 }, {}, 0.6, "crowded: the turn is over"],
  ["below one slot, won after losses, starts a turn", { window: 0.5, lost: 1 }, {}, 0.5, "crowded: a turn"],
  ["below one slot, within a turn, goes on", { window: 0.5, turn: 2 }, {}, 0.5, "crowded: a turn"],
  ["below one slot, last of a turn, ends it", { window: 0.5, turn: 1 }, {}, 0.5, "crowded: the turn is over"],
  ["below one slot comes back to one", { window: 0.95 }, {}, 1, "crowded: a turn"],
  [
    "halves a window that was hardly used for long",
    { demand: { level: 2, before: 2, since: -10_000 } },
    { denied: false, level: 2 },
    5,
    "less is wanted",
  ],
  [
    "leaves twice of what was used",
    { demand: { level: 4, before: 2, since: -10_000 } },
    { denied: false, level: 2 },
    8,
    "less is wanted",
  ],
  [
    "leaves a window that was half used",
    { demand: { level: 5, before: 2, since: -10_000 } },
    { denied: false, level: 2 },
    10,
    "no waiter was denied",
  ],
  [
    "leaves a window before a period is over",
    { demand: { level: 2, before: 2, since: -9999 } },
    { denied: false, level: 2 },
    10,
    "no waiter was denied",
  ],
  ["from before an outage ends nothing", OUTAGE, {}, 1, "nothing gets through yet"],
  ["ends an outage with half of the window before", OUTAGE, { sentAt: 9600 }, 10, "the outage is over"],
  [
    "goes on after an outage only when that was confirmed",
    { ...CLIMB, goal: 20, raisedAt: 9930 },
    {},
    11,
    "the last step is not confirmed yet",
  ],
  [
    "goes back to the window before an outage, soon",
    { ...CLIMB, goal: 20, raisedAt: 9900 },
    {},
    20,
    "back to the window before",
  ],
];

export const REFUSED: readonly Row[] = [
  [
    "ends slow start at what is in flight",
    { phase: "start", window: 8 },
    { level: 6, inFlight: 5 },
    5,
    "probe refused",
  ],
  ["goes back from a probe to the level before", CLIMB, { level: 11, inFlight: 10 }, 10, "probe refused"],
  [
    "keeps what a climb has confirmed",
    { ...CLIMB, base: 14, window: 16 },
    { level: 4, inFlight: 3 },
    14,
    "probe refused",
  ],
  [
    "keeps what is in flight above it",
    { ...CLIMB, base: 14, window: 17 },
    { inFlight: 15 },
    15,
    "probe refused",
  ],
  [
    "soon after one of a probe follows what is in flight",
    { base: 10, window: 12, settlesAt: 10_200, cutAt: 9990 },
    { inFlight: 11 },
    11,
    "echo of the probe",
  ],
  [
    "soon after one of a probe never widens a window that was cut since",
    { base: 10, window: 4.5, settlesAt: 10_200, cutAt: 9990 },
    { inFlight: 4 },
    4.5,
    "echo of the probe",
  ],
  [
    "soon after one of a probe never widens it, though sent at a higher level",
    { window: 6, settlesAt: 10_200, cutAt: 9900 },
    {},
    6,
    "echo of the probe",
  ],
  [
    "soon after one of a probe costs a slot, sent later",
    { settlesAt: 10_200, cutAt: 9900 },
    {},
    9,
    "echo of the probe",
  ],
  [
    "of an attempt from before the last cut says nothing",
    { cutAt: 9990 },
    {},
    10,
    "sent before the last cut",
  ],
  ["without a probe cuts what was served in proportion", {}, {}, 8.1, "multiplicative decrease"],
  ["cuts from the level it was refused at", {}, { level: 6, inFlight: 5 }, 4.5, "multiplicative decrease"],
  ["second in a row cuts to 85 %", { refusals: 1 }, {}, 7.65, "multiplicative decrease"],
  ["third in a row halves", { refusals: 2 }, {}, 4.5, "multiplicative decrease"],
  [
    "third in a row is an echo no more",
    { refusals: 2, settlesAt: 10_200 },
    {},
    4.5,
    "multiplicative decrease",
  ],
  ["cuts to no less than a slot", { window: 2 }, { level: 2, inFlight: 1 }, 1, "multiplicative decrease"],
  ["alone under a wide window is an outage", {}, LONE, 1, "nothing gets through: pause"],
  ["alone in an outage prolongs it", OUTAGE, LONE, 1, "nothing gets through: pause"],
  ["alone under one slot means a crowd: bids later", { window: 1 }, LONE, 1, "crowded: wait to bid"],
  [
    "alone without patience goes below a slot",
    { window: 1, patience: 0.9 },
    LONE,
    0.7,
    "crowded: less than a slot",
  ],
  ["alone below a slot goes on", { window: 0.8, patience: 0 }, LONE, 0.56, "crowded: less than a slot"],
  ["alone stops at two fifths", { window: 0.5, patience: 0 }, LONE, 0.4, "crowded: less than a slot"],
  ["alone never widens what is less", { window: 0.02, patience: 0 }, LONE, 0.02, "crowded: less than a slot"],
];
