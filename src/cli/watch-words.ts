import { duration, short } from "../operate/figures.js";
import type { Advice } from "../operate/verdict-advice.js";
import type { WatchReport } from "../operate/watch.js";
import type { SeenProcess } from "../operate/watch-snapshot.js";
import { publicModel } from "../public-model.js";

/** `2026-11-20 12:00 UTC`. */
export const moment = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** A setting as one types it. */
export function settingWords({ setting }: Advice): string | undefined {
  if (setting === undefined) return undefined;
  const { option, variable, value } = setting;
  return variable === undefined
    ? `${option}: ${JSON.stringify(value)}`
    : `${variable}=${typeof value === "string" ? value : JSON.stringify(value)}`;
}

export const spanWords = ({ span: { from, to, periodMs } }: WatchReport): string =>
  `${moment(from)} to ${moment(to).slice(11)}, in steps of ${periodMs / 60_000} min`;

/** Older than this a snapshot says little of now. */
const STALE_MS = 60_000;

export function processWords({ name, writtenAt }: SeenProcess, now: number): string {
  const old = now - writtenAt;
  return `${name}, written ${duration(Math.max(0, old))} ago${old > STALE_MS ? ": old, is it running?" : ""}`;
}

/** The lanes of a process as rows of a table. */
export function laneRows({ lanes }: SeenProcess): readonly (readonly string[])[] {
  const head = ["lane", "window", "in flight", "queued", "served", "throttled", "capacity"];
  const rows = lanes.map((lane) => [
    `${lane.region} ${publicModel(lane.model)}`,
    short(lane.window),
    ...[lane.inFlight, lane.queued, lane.served, lane.throttled, lane.unavailable].map(short),
  ]);
  return [head, ...rows];
}

export const breakerWords = ({ breakers }: SeenProcess): readonly string[] =>
  breakers.map(({ region, model, state }) =>
    model === undefined ? `breaker of ${region}: ${state}` : `breaker of ${model} in ${region}: ${state}`,
  );
