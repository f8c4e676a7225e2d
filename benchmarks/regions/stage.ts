import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from "@aws-sdk/client-bedrock-runtime";
import type { BreakerState } from "spillway";
import {
  createSimulator,
  type Fault,
  type ModelSettings,
  type Simulator,
  VirtualClock,
} from "spillway/simulator";
import { AT_ONCE, clientsOf, commandFor, type Stage as OneRegion, WARM_UP } from "../stage.js";
import type { Attempt } from "./attempts.js";
import { REGIONS, type Region, type Scenario, type Trouble } from "./scenario.js";
import { wire } from "./wire.js";

/** All requests of a run. */
const KEPT = 1_000_000;

/** What a caller reads: the events of a streamed answer. */
export type Answer = AsyncIterable<ConverseStreamOutput>;

/** Asks a model: settles with the stream, or with the failure that its caller sees. */
export type Ask = (model: string) => Promise<Answer>;

/** A breaker changed its state; without a model it is a region's. */
export interface Change {
  readonly atMs: number;
  readonly region: string;
  readonly model?: string;
  readonly from: BreakerState;
  readonly to: BreakerState;
}

/** A pretend Bedrock of two regions in virtual time, and clients for it. */
export interface Stage extends Omit<OneRegion, "scenario"> {
  readonly scenario: Scenario;
  /** Attempts that never reached the service. */
  readonly lost: readonly Attempt[];
  /** Writes down what breakers do. */
  readonly note: (change: Omit<Change, "atMs">) => void;
  readonly changes: readonly Change[];
}

export const askerOf =
  (client: BedrockRuntimeClient): Ask =>
  async (model) => {
    const { input } = commandFor(model, { tokens: undefined });
    const { stream } = await client.send(new ConverseStreamCommand(input));
    if (!stream) throw new Error("an answer without a stream");
    return stream;
  };

/** A time without an end is said by leaving it out. */
const faultOf = ({ fault, fromMs, toMs }: Trouble): Fault[] =>
  fault ? [{ ...fault, from: fromMs, ...(Number.isFinite(toMs) && { to: toMs }) }] : [];

const regionFaults = ({ troubles }: Scenario, region: Region): Fault[] =>
  troubles.filter((trouble) => trouble.region === region && !trouble.model).flatMap(faultOf);

function modelsOf({ models, server, troubles }: Scenario): Record<string, ModelSettings> {
  const faults = REGIONS.flatMap((region) =>
    models.map((model): [string, ModelSettings] => {
      const own = troubles.filter((trouble) => trouble.region === region && trouble.model === model);
      return [`${region}/${model}`, { ...server, faults: own.flatMap(faultOf) }];
    }),
  );
  return { ...Object.fromEntries(faults), [WARM_UP]: AT_ONCE };
}

/** Changes of what models are, and back. */
function schedule({ troubles, models, server }: Scenario, clock: VirtualClock, simulator: Simulator): void {
  for (const { region, model, fromMs, toMs, server: changed } of troubles) {
    if (!changed) continue;
    const touched = model ? [model] : models;
    const become = (settings: ModelSettings) => (): void => {
      const each = touched.map((name) => [`${region}/${name}`, settings]);
      simulator.configure({ models: Object.fromEntries(each) });
    };
    clock.setTimeout(become(changed), fromMs);
    if (Number.isFinite(toMs)) clock.setTimeout(become(server), toMs);
  }
}

export function openStage(scenario: Scenario, seed: number): Stage {
  const clock = new VirtualClock();
  const simulator = createSimulator({
    seed,
    clock,
    keep: KEPT,
    regions: REGIONS,
    models: modelsOf(scenario),
    regionFaults: Object.fromEntries(REGIONS.map((region) => [region, regionFaults(scenario, region)])),
  });
  schedule(scenario, clock, simulator);
  const changes: Change[] = [];
  const note: Stage["note"] = (change) => changes.push({ atMs: clock.now(), ...change });
  const lost: Attempt[] = [];
  const handler = wire(simulator, clock, scenario.troubles, lost);
  return { scenario, seed, clock, simulator, client: clientsOf(clock, handler), lost, note, changes };
}
