import { type Clock, systemClock } from "../clock.js";
import { REGION_NAME } from "../region-name.js";
import { checkKeys, checkNumber, checkOneOf, refuse } from "./check.js";
import type { World } from "./exchange.js";
import { createHandler, type SimulatorHandler } from "./handler.js";
import { type Listening, type ListenOptions, listen } from "./listening.js";
import { Model } from "./model.js";
import type { SimulatorReport } from "./report.js";
import { Settings } from "./settings.js";
import type { SimulatorChange } from "./types.js";

/** How a simulator is made. */
export interface SimulatorOptions extends SimulatorChange {
  /** Same seed, same requests at the same times: same answers. Any number. Default 1. */
  seed?: number | undefined;
  /** Default: the machine's own. */
  clock?: Clock | undefined;
  /** Default `["us-east-1"]`. */
  regions?: readonly string[] | undefined;
  /** How many of the last requests the report lists. From 0. Default 10 000. */
  keep?: number | undefined;
}

/** A pretend Bedrock. */
export interface Simulator {
  /** Its regions. */
  readonly regions: readonly string[];
  /**
   * An HTTP handler for `requestHandler` of any AWS SDK v3 client, without sockets, on the simulator's clock.
   *
   * @param region region of every request; default: the host name of each request tells, and where that names none, the
   * only region
   * @throws TypeError for what is none of its regions
   */
  handler(region?: string): SimulatorHandler;
  /**
   * Listens on loopback, one port per region.
   *
   * @throws TypeError, at once, for a port that can't be used; as a rejection, what the machine says where it can't listen
   */
  listen(options?: ListenOptions): Promise<Listening>;
  /**
   * Changes settings from now on; what is left out stays. Settings of the same model are merged.
   *
   * @throws TypeError that names the field, its value and what it may be, and then nothing has changed
   */
  configure(change: SimulatorChange): void;
  /** What happened so far, as plain JSON without prompts and credentials. */
  report(): SimulatorReport;
}

function checkRegions(regions: readonly string[]): void {
  if (!Array.isArray(regions) || regions.length === 0) refuse("regions", regions, "a list of region names");
  regions.forEach((region: unknown, i) => {
    const ok = typeof region === "string" && REGION_NAME.test(region) && regions.indexOf(region) === i;
    if (!ok) refuse(`regions[${i}]`, region, "a region name such as us-east-1, each once");
  });
}

/**
 * A pretend Amazon Bedrock: seeded, in real or virtual time, in process or behind sockets.
 *
 * @throws TypeError that names the field, its value and what it may be
 * @example
 * const simulator = createSimulator({ seed: 7, defaults: { slots: 8 } });
 * const client = new BedrockRuntimeClient({ region: "us-east-1", requestHandler: simulator.handler() });
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  checkKeys("options", options, ["seed", "clock", "regions", "keep", "defaults", "models", "regionFaults"]);
  const { seed = 1, clock = systemClock, regions = ["us-east-1"], keep = 10_000 } = options;
  checkNumber("seed", seed, { min: -Number.MAX_VALUE });
  checkNumber("keep", keep, { min: 0, integer: true });
  checkRegions(regions);
  const { defaults, models, regionFaults } = options;
  const settings = new Settings([...regions]);
  settings.change({ defaults, models, regionFaults });
  const startedAt = clock.now();
  const model = new Model(settings, seed, clock.wallNow(), keep);
  const world: World = { model, clock, now: () => clock.now() - startedAt };
  return {
    regions: settings.regions,
    handler: (region) => {
      if (region !== undefined) checkOneOf("handler: region", region, settings.regions);
      return createHandler(world, region);
    },
    listen: (where = {}) => {
      checkNumber("listen: port", where.port ?? 0, { min: 0, max: 65_536 - regions.length, integer: true });
      return listen(world, where);
    },
    configure: (change) => {
      settings.change(change);
      model.changed(world.now());
    },
    report: () => model.report(world.now()),
  };
}
