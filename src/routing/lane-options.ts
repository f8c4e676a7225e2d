import type { Clock } from "../clock.js";
import type { Emit, LaneName } from "../events.js";
import type { RegionHealth } from "../health/region.js";
import type { Random } from "../random.js";
import type { LaneSettings } from "../settings/settings.js";

/** What a lane is made of. */
export interface LaneOptions {
  readonly name: LaneName;
  readonly settings: LaneSettings;
  readonly queueLimit: number;
  readonly health: RegionHealth;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: boolean;
  readonly emit: Emit;
  /** Fires when the instance closes, with the refusal as its reason. */
  readonly closing: AbortSignal;
  /** Told after every permit that has ended. */
  readonly onEnded: () => void;
}
