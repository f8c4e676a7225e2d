import type { SpillReason } from "../src/routing/choose.js";
import type { Diagram } from "./diagrams-parts.js";
import { BLUE, DARK_BLUE, ORANGE, QUIET, RED } from "./picture-style.js";

/** Each reason as events tell it, with what it means. */
const REASONS: Readonly<Record<SpillReason, string>> = {
  "refused there": "this call was",
  "id not usable there": "known for 10 minutes",
  "breaker open": "or the model is loading",
  throttled: "refused lately: a detour of seconds",
  "quota can't fit it": "larger than a whole quota",
  "long wait": "more than spill.afterMs",
  "share of the traffic": "drawn by weight",
};

/** Where a call goes: home while home can serve it soon, else the next place, else whichever has room first. */
export const WAY: Diagram = {
  width: 1000,
  height: 640,
  told:
    "A call goes home if home can serve it soon. If not, the places after home are asked in their order: targets, other " +
    "regions, other models. If none can serve it soon, it waits in the lines of all places and takes the first room. " +
    "What is refused goes on to another place at once. Every new call asks home first, and so calls come home.",
  boxes: [
    { from: [30, 40], to: [150, 100], title: "a call", color: QUIET },
    { from: [220, 40], to: [520, 100], title: "can home serve it soon?", color: DARK_BLUE },
    {
      from: [220, 160],
      to: [520, 340],
      title: "why not home",
      lines: Object.entries(REASONS).map(([reason, words]) => `${reason}: ${words}`),
      color: ORANGE,
    },
    {
      from: [220, 400],
      to: [520, 510],
      title: "the next place that can, in order",
      lines: ["1. targets, as they are listed", "2. the same model in other regions", "3. other models (Converse only)"],
      color: DARK_BLUE,
    },
    { from: [220, 570], to: [520, 630], title: "all lines at once", lines: ["no place can serve it soon"], color: RED },
    { from: [760, 40], to: [970, 100], title: "attempt at home", color: BLUE },
    { from: [760, 425], to: [970, 485], title: "attempt there", color: ORANGE },
  ],
  arrows: [],
  words: [],
};
