import type { Diagram } from "./diagrams-parts.js";
import { BLUE, DARK_BLUE, ORANGE, QUIET, RED } from "./picture-style.js";

/** The states of a breaker, and what moves it from one to another. */
export const BREAKER: Diagram = {
  width: 1000,
  height: 500,
  told:
    "A breaker is closed until capacity errors come in a row with nothing served in the last round trip, or until too " +
    "large a share of the last attempts were server errors or timeouts. Then it is open. When its time is over it is " +
    "half-open and lets probes through: answers close it, a probe that fails or hangs opens it again for longer. Forced " +
    "open, it stays open until it is forced closed.",
  boxes: [
    { from: [30, 60], to: [230, 140], title: "closed", lines: ["attempts go"], color: DARK_BLUE },
    {
      from: [620, 60],
      to: [860, 140],
      title: "open",
      lines: ["calls go elsewhere or wait"],
      color: RED,
    },
    { from: [620, 300], to: [860, 380], title: "half-open", lines: ["only probes go"], color: ORANGE },
    {
      from: [30, 400],
      to: [230, 480],
      title: "forced open",
      lines: ["no probes, no end"],
      color: QUIET,
    },
  ],
  arrows: [
    { through: "230,100 618,100", color: RED },
    { through: "680,140 680,298" },
    { through: "800,300 800,142", color: RED },
    { through: "620,340 180,340 180,142", color: BLUE },
    { through: "80,140 80,398" },
    { through: "130,400 130,142" },
  ],
  words: [
    {
      at: [424, 56],
      anchor: "middle",
      text: "breaker.failures capacity errors in a row,\nand nothing served in the last round trip",
    },
    {
      at: [424, 142],
      anchor: "middle",
      text: "or: of the last breaker.shareOf attempts\ntoo many were server errors, or timeouts",
    },
    {
      at: [668, 219],
      anchor: "end",
      text: "its time is over:\nbreaker.openMs, doubling with each trip\nin a row up to breaker.maxOpenMs,\nno less than Retry-After",
    },
    { at: [812, 219], text: "a probe failed,\nor gave no answer:\nopen for longer" },
    {
      at: [400, 318],
      anchor: "middle",
      text: "as many probes answered as breaker.probes",
      color: DARK_BLUE,
    },
    {
      at: [250, 430],
      text: "forceOpen(region), from any state: until forceClose(region),\nwhich closes whatever has opened it",
    },
  ],
};
