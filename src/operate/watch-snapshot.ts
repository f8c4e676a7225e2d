import { field } from "../field.js";
import { publicModel } from "../public-model.js";
import { REGION_NAME } from "../region-name.js";
import { entriesOf, itemsOf } from "../settings/copy.js";

/** A lane of a running process, as its `snapshot()` tells. */
export interface SeenLane {
  readonly region: string;
  readonly model: string;
  readonly window: number;
  readonly inFlight: number;
  readonly queued: number;
  readonly roundTripMs: number | undefined;
  readonly served: number;
  readonly throttled: number;
  readonly unavailable: number;
}

/** A breaker that is not closed. */
export interface SeenBreaker {
  readonly region: string;
  readonly model: string | undefined;
  readonly state: string;
}

/** What a process has told, and when. */
export interface SeenProcess {
  /** What to call it: the name of its file. */
  readonly name: string;
  /** When it wrote it, in milliseconds since 1970. */
  readonly writtenAt: number;
  readonly lanes: readonly SeenLane[];
  readonly breakers: readonly SeenBreaker[];
}

const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

const region = (value: unknown): string | undefined =>
  typeof value === "string" && REGION_NAME.test(value) ? value : undefined;

const model = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

function laneOf(raw: unknown): SeenLane | undefined {
  const at = (key: string): number | undefined => number(field(raw, key));
  const counted = (key: string): number => number(field(field(raw, "counters"), key)) ?? 0;
  const [place, id, window] = [region(field(raw, "region")), model(field(raw, "model")), at("window")];
  if (place === undefined || id === undefined || window === undefined) return undefined;
  return {
    region: place,
    model: id,
    window,
    inFlight: at("inFlight") ?? 0,
    queued: at("queued") ?? 0,
    roundTripMs: at("roundTripMs"),
    served: counted("served"),
    throttled: counted("throttled"),
    unavailable: counted("unavailable"),
  };
}

function breakerOf(raw: unknown): SeenBreaker | undefined {
  const [place, state] = [region(field(raw, "region")), field(raw, "state")];
  if (place === undefined || (state !== "open" && state !== "halfOpen")) return undefined;
  const id = model(field(raw, "model"));
  return { region: place, model: id && publicModel(id), state };
}

/**
 * Reads what `JSON.stringify(plugin.snapshot())` gave. Of what is no snapshot nothing is told but that: it may be
 * anybody's file.
 */
export function readSnapshot(
  text: string,
): Pick<SeenProcess, "lanes" | "breakers"> | { readonly problem: string } {
  const problem = "it is no snapshot of spillway (version 1)";
  try {
    const raw: unknown = JSON.parse(text);
    const lanes = itemsOf(field(raw, "lanes"));
    const breakers = itemsOf(field(raw, "breakers"));
    if (entriesOf(raw) === undefined || field(raw, "version") !== 1 || !lanes || !breakers)
      return { problem };
    return {
      lanes: lanes.flatMap((lane) => laneOf(lane) ?? []),
      breakers: breakers.flatMap((breaker) => breakerOf(breaker) ?? []),
    };
  } catch {
    return { problem: "it is not JSON" };
  }
}
