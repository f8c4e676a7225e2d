import { tableOf as pageTable } from "../markdown.js";
import { terminalTable } from "../table.js";
import type { Leg } from "./legs.js";

const HEAD = [
  "slots",
  "policy",
  "ready s",
  "CPU s",
  "answered",
  "failed",
  "requests",
  "rejected",
  "paid again",
  "use %",
  "MB",
];

const row = (leg: Leg): string[] => [
  String(leg.slots),
  leg.policy,
  leg.seconds.toFixed(1),
  leg.kills > 0 || leg.cpuSeconds === undefined ? "" : leg.cpuSeconds.toFixed(0),
  String(leg.answered),
  String(leg.failed),
  String(leg.requests),
  String(leg.rejected),
  leg.kills > 0 ? `${leg.paidAgain.requests}` : "",
  (100 * leg.use).toFixed(1),
  leg.peakMb === undefined ? "" : leg.peakMb.toFixed(0),
];

export const terminalText = (legs: readonly Leg[]): string => terminalTable(HEAD, legs.map(row));
export const pageText = (legs: readonly Leg[]): string => pageTable(HEAD, legs.map(row), 2);
