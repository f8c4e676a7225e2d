import type { Clock } from "../clock.js";
import type { SpillwayError } from "../errors.js";
import type { Emit, LaneName } from "../events.js";
import type { RegionHealth } from "../health/region.js";
import type { Random } from "../random.js";
import type { LaneSettings, QueueSettings, RetrySettings } from "../settings/settings.js";

/** What a lane is made of. */
export interface LaneOptions {
  readonly name: LaneName;
  readonly settings: LaneSettings;
  /** Why nothing may be sent there, where it is so. */
  readonly barred: SpillwayError | undefined;
  /** Asked at each use, as the next one. */
  readonly queue: () => QueueSettings;
  readonly retry: () => RetrySettings;
  readonly health: RegionHealth;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: boolean;
  readonly emit: Emit;
  /** Fires when the instance closes, with the refusal as its reason. */
  readonly closing: AbortSignal;
  /** Told when a permit has ended, or somebody who waited is refused: the lane may be idle now. */
  readonly onEnded: () => void;
}
