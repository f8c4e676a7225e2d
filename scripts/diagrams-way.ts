import type { SpillReason } from "../src/routing/choose.js";
import type { Diagram } from "./diagrams-parts.js";
import { BLUE, DARK_BLUE, ORANGE, QUIET, RED } from "./picture-style.js";

/** Each reason as events tell it, with what it means. */
const REASONS: Readonly<Record<SpillReason, string>> = {
  "failed there": "this call was",
  "id not usable there": "known for 10 minutes",
  "breaker open": "a probe will find out",
  "model loading": "one attempt at a time finds out",
  throttled: "refused lately: a detour of seconds",
  "quota can't fit it": "larger than a whole quota",
  "long wait": "more than spill.afterMs",
  "share of the traffic": "drawn by weight",
};

/** Where a call goes: home while home can serve it soon, else the next place, else whichever has room first. */
export const WAY: Diagram = {
  width: 1040,
  height: 650,
  told:
    "A call goes home if home can serve it soon. If not, the places after home are asked in their order: targets, other " +
    "regions, other models. If none can serve it soon, it waits in the lines of all places and takes the first room. " +
    "What is refused goes on to another place at once. Every new call asks home first, and so calls come home.",
  boxes: [
    { from: [20, 30], to: [120, 90], title: "a call", color: QUIET },
    { from: [190, 30], to: [560, 90], title: "can home serve it soon?", color: DARK_BLUE },
    {
      from: [190, 145],
      to: [560, 345],
      title: "not home, because",
      lines: Object.entries(REASONS).map(([reason, words]) => `${reason}: ${words}`),
      color: ORANGE,
    },
    {
      from: [190, 380],
      to: [560, 490],
      title: "the next place that can, in order",
      lines: [
        "1. targets, as they are listed",
        "2. the same model in other regions",
        "3. other models (Converse only)",
      ],
      color: DARK_BLUE,
    },
    {
      from: [190, 560],
      to: [560, 630],
      title: "waits in all lines at once",
      lines: ["and leaves them when one serves it"],
      color: RED,
    },
    { from: [690, 30], to: [880, 90], title: "attempt at home", color: DARK_BLUE },
    { from: [690, 405], to: [880, 465], title: "attempt there", color: ORANGE },
  ],
  arrows: [
    { through: "120,60 188,60" },
    { through: "560,60 688,60", color: BLUE },
    { through: "375,90 375,143" },
    { through: "375,345 375,378" },
    { through: "560,435 688,435", color: ORANGE },
    { through: "375,490 375,558" },
    { through: "560,595 785,595 785,467" },
    { through: "740,90 740,403", color: RED },
    { through: "840,405 840,92", color: BLUE, dashed: true },
  ],
  words: [
    { at: [622, 44], anchor: "middle", text: "yes" },
    { at: [387, 117], text: "no" },
    { at: [622, 419], anchor: "middle", text: "yes" },
    { at: [387, 524], text: "none can soon" },
    { at: [672, 579], anchor: "middle", text: "the first room, also at home" },
    {
      at: [728, 247],
      anchor: "end",
      text: "refused: at once to\nanother place that\ncan serve it soon",
      color: RED,
    },
    {
      at: [852, 247],
      text: "comes home: each call\nasks home first, which\nis tried again after its\ndetour, or by a probe",
      color: DARK_BLUE,
    },
  ],
};
