import type { Random } from "../random.js";
import type { LaneSettings } from "../settings/settings.js";
import { Admissions } from "./admissions.js";
import { LaneTokens } from "./lane-tokens.js";
import type { Decision } from "./laws.js";
import { LaneQuotas } from "./quotas.js";

/** What a lane has learnt of how much may go: its window and quotas, and what its requests cost. */
export class LaneFlow {
  readonly tokens: LaneTokens;
  readonly quotas: LaneQuotas;
  readonly admissions: Admissions;

  constructor(model: string, { quota, window }: LaneSettings, random: Random) {
    this.tokens = new LaneTokens(model, quota);
    this.quotas = new LaneQuotas(quota, random);
    this.admissions = new Admissions(window, this.quotas, random);
  }

  /** Goes on by other settings with what is learnt; what is in flight keeps what it has taken. */
  adjust({ quota, window }: LaneSettings, now: number): Decision {
    this.tokens.adjust(quota);
    this.quotas.adjust(quota, now);
    return this.admissions.adjust(window);
  }

  /** Quotas and tokens for the snapshot. */
  state(now: number): Record<string, number> {
    const tokens = this.quotas.countsTokens ? { tokensPerByte: this.tokens.perByte } : {};
    return { ...this.quotas.state(now), ...tokens };
  }
}
