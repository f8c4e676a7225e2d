import { checkChange } from "./check-settings.js";
import type { Fault, ModelServer, ModelSettings, SimulatorChange } from "./types.js";

/** What holds where nothing is said. */
export const MODEL_DEFAULTS: ModelServer = {
  slots: 20,
  maxTokens: 4096,
  outputMultiplier: 1,
  service: { meanMs: 1500, sigma: 0.4, firstTokenShare: 0.3 },
  output: { meanTokens: 200, sigma: 0.5 },
  rejectMs: 20,
  networkMs: 15,
  networkJitterMs: 0,
  full: "tooManyRequests",
  faults: [],
  chunks: 20,
};

/** Fields that are undefined say nothing. */
function said<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(
    Object.entries(value ?? {}).filter(([, field]) => field !== undefined),
  ) as Partial<T>;
}

function merge<T extends ModelSettings>(base: T, over: ModelSettings): T {
  return {
    ...base,
    ...said(over),
    service: { ...base.service, ...said(over.service) },
    output: { ...base.output, ...said(over.output) },
  };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`, "s").test(text);

/** The settings of all models, and which of them apply where. */
export class Settings {
  readonly regions: readonly string[];
  #defaults: ModelSettings = {};
  readonly #models = new Map<string, ModelSettings>();
  readonly #regionFaults = new Map<string, readonly Fault[]>();

  constructor(regions: readonly string[]) {
    this.regions = regions;
  }

  change(change: SimulatorChange): void {
    checkChange(change, this.regions);
    this.#defaults = merge(this.#defaults, change.defaults ?? {});
    for (const [pattern, settings] of Object.entries(change.models ?? {})) {
      this.#models.set(pattern, merge(this.#models.get(pattern) ?? {}, settings));
    }
    for (const [region, faults] of Object.entries(change.regionFaults ?? {})) {
      this.#regionFaults.set(region, faults);
    }
  }

  server(region: string, model: string): ModelServer {
    let server = merge(MODEL_DEFAULTS, this.#defaults);
    for (const [pattern, settings] of this.#models) {
      if (this.#applies(pattern, region, model)) server = merge(server, settings);
    }
    return server;
  }

  regionFaults(region: string): readonly Fault[] {
    return this.#regionFaults.get(region) ?? [];
  }

  #applies(pattern: string, region: string, model: string): boolean {
    // An ARN holds slashes of its own, so only what stands for a region counts as one.
    const slash = pattern.indexOf("/");
    const head = pattern.slice(0, slash);
    const scoped = slash > 0 && this.regions.some((name) => matches(head, name));
    if (!scoped) return matches(pattern, model);
    return matches(head, region) && matches(pattern.slice(slash + 1), model);
  }
}
