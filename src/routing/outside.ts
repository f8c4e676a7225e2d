import { SpillwayError } from "../errors.js";
import type { LaneName } from "../events.js";
import { leaves } from "../residency.js";
import type { Settings } from "../settings/settings.js";

/** Why nothing may be sent to a lane, where it lies outside the residency and that is enforced. */
export function refusedOutside(
  { mode, residency }: Settings,
  { region, model }: LaneName,
): SpillwayError | undefined {
  const why = mode === "enforce" ? leaves(residency, region, model) : undefined;
  if (why === undefined) return undefined;
  return new SpillwayError(
    "OUTSIDE_RESIDENCY",
    `The call was not sent: ${why}. Use an id that stays there, or add what you allow to residency (SPILLWAY_RESIDENCY).`,
  );
}
