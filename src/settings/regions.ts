import { invalidSetting } from "../errors.js";
import { REGION_NAME } from "../region-name.js";
import type { Settings } from "./settings.js";
import { show } from "./show.js";

/** All regions that the settings name. */
export function namedRegions({ regions, targets, models }: Settings): ReadonlySet<string> {
  const listed = [...targets, ...models.flatMap((rule) => rule.targets ?? [])];
  return new Set([...regions, ...listed.flatMap(({ region }) => region ?? [])]);
}

/** @throws SpillwayError `INVALID_SETTING` for what is no region name; `name`: of the method that was given it */
export function checkRegion(name: string, region: unknown): void {
  if (typeof region === "string" && REGION_NAME.test(region)) return;
  throw invalidSetting(
    `${name}: the region is ${show(region)}: expected an AWS region name such as us-east-1.`,
  );
}
