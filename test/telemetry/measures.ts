import type { SimulatorReport } from "spillway/simulator";
import { publicModel } from "../../src/public-model.js";
import type { Attributes } from "./otlp/shapes.js";

type Lane = SimulatorReport["lanes"][string];

/** A number for each lane that the service saw, as `region/model`, with ids as we show them. */
export const lanesOf = (report: SimulatorReport, value: (lane: Lane) => number): Record<string, number> =>
  Object.fromEntries(
    Object.values(report.lanes).map((lane) => [`${lane.region}/${publicModel(lane.model)}`, value(lane)]),
  );

/** The same of what was received: added up by the attributes that name a lane. */
export function sumBy<T>(
  items: readonly T[],
  attributes: (item: T) => Attributes,
  value: (item: T) => number,
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const item of items) {
    const named = attributes(item);
    const lane = `${named["cloud.region"]}/${named["gen_ai.request.model"]}`;
    sums[lane] = (sums[lane] ?? 0) + value(item);
  }
  return sums;
}
