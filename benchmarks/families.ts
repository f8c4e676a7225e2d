import { type Bench, benchOf } from "./bench.js";
import { LANES } from "./lanes.js";
import { REGIONS } from "./regions/family.js";

/** What `--family` may say. */
export const FAMILIES = {
  lanes: benchOf("lanes", LANES),
  regions: benchOf("regions", REGIONS),
} as const satisfies Record<string, Bench>;

export type FamilyName = keyof typeof FAMILIES;

export const isFamily = (name: string): name is FamilyName => Object.hasOwn(FAMILIES, name);
