import type { HandledRequest, Simulator, SimulatorHandler, VirtualClock } from "spillway/simulator";
import { regionOfHost } from "../../src/simulator/region.js";
import { pause } from "../demand.js";
import { WAY_MS } from "../turns.js";
import type { Attempt } from "./attempts.js";
import { type Trouble, troublesAt } from "./scenario.js";

/** `/model/<id>/converse-stream` */
const modelIn = ({ path }: HandledRequest): string => decodeURIComponent(path.split("/")[2] ?? "");

/**
 * The simulator's handler, but that a region whose connections are refused is never reached.
 *
 * @param lost to which attempts are added that did not reach it
 */
export function wire(
  simulator: Simulator,
  clock: VirtualClock,
  troubles: readonly Trouble[],
  lost: Attempt[],
): SimulatorHandler {
  const inner = simulator.handler();
  const cutOff = troubles.filter(({ refused }) => refused);
  const handle: SimulatorHandler["handle"] = async (request, options) => {
    const region = regionOfHost(request.hostname) ?? "";
    const model = modelIn(request);
    const at = clock.now() + WAY_MS;
    if (troublesAt(cutOff, region, model, at).length === 0) return inner.handle(request, options);
    lost.push({ at, region, model, outcome: "refused", endedAt: at });
    await pause(clock, 2 * WAY_MS);
    throw Object.assign(new Error(`connect ECONNREFUSED ${request.hostname}:443`), { code: "ECONNREFUSED" });
  };
  return { ...inner, handle };
}
