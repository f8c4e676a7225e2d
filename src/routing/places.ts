import { invalidSetting, type SpillwayError } from "../errors.js";
import type { LaneName } from "../events.js";
import type { Random } from "../random.js";
import { baseModel } from "../residency.js";
import type { Target } from "../settings/settings.js";

/** Where a call may be served. */
export interface Place extends LaneName {
  readonly home: boolean;
  /** Another model than the one that the call names, and not only another profile of it. */
  readonly otherModel: boolean;
  /** Share of the traffic relative to the others; undefined: it takes only what they can't. */
  readonly weight: number | undefined;
}

/** What the user allows. */
export interface Allowed {
  readonly regions: readonly string[];
  readonly targets: readonly Target[];
}

/** Operations whose requests mean the same to every model. */
const SAME_FOR_ALL: ReadonlySet<string> = new Set(["Converse", "ConverseStream"]);

/**
 * All places that may serve a call, in order of preference: home, the targets, the call's own model in the other
 * regions, and other models at the end. What a target leaves out stays as the call has it.
 *
 * @throws SpillwayError `INVALID_SETTING` where `regions` does not name the region that the client sends to
 */
export function placesFor(
  home: LaneName,
  operation: string,
  { regions, targets }: Allowed,
): readonly Place[] {
  if (regions.length > 0 && !regions.includes(home.region)) throw elsewhere(home.region, regions);
  const listed = [
    ...targets.map(({ region, modelId, weight }) => place(home, region, modelId, weight)),
    ...regions.map((region) => place(home, region, undefined, undefined)),
  ];
  const own = listed.find(({ home: is, weight }) => is && weight !== undefined);
  const weighted = listed.some(({ weight }) => weight !== undefined);
  const first = place(home, undefined, undefined, own?.weight ?? (weighted ? 1 : undefined));
  const all = distinct([first, ...listed]);
  const others = SAME_FOR_ALL.has(operation) ? all.filter(({ otherModel }) => otherModel) : [];
  return [...all.filter(({ otherModel }) => !otherModel), ...others];
}

function place(
  home: LaneName,
  region: string = home.region,
  model: string = home.model,
  weight: number | undefined,
): Place {
  const isHome = region === home.region && model === home.model;
  return { region, model, home: isHome, otherModel: baseModel(model) !== baseModel(home.model), weight };
}

const distinct = (places: readonly Place[]): readonly Place[] =>
  places.filter(
    ({ region, model }, index) =>
      index === places.findIndex((other) => other.region === region && other.model === model),
  );

/** The same with one of those that share the traffic in front, drawn by weight. */
export function drawn<P extends Place>(places: readonly P[], random: Random): readonly P[] {
  const total = places.reduce((sum, { weight = 0 }) => sum + weight, 0);
  if (total === 0) return places;
  let left = random() * total;
  const first = places.find(({ weight = 0 }) => {
    left -= weight;
    return weight > 0 && left < 0;
  });
  return first === undefined ? places : [first, ...places.filter((other) => other !== first)];
}

const elsewhere = (region: string, regions: readonly string[]): SpillwayError =>
  invalidSetting(
    `regions (SPILLWAY_REGIONS) is ${regions.join(", ")}, but this client sends to ${region}: its own region must be among them, since that is home. Add ${region}, or leave regions out.`,
  );
