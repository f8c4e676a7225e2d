import type { WatchReport } from "../operate/watch.js";
import { publicModel } from "../public-model.js";

/** A report for programs; moments in ISO 8601, points by step, null where CloudWatch has none. */
export function asJson({ span, verdicts, processes, missing }: WatchReport): string {
  const { from, to, periodMs } = span;
  const lanes = verdicts.map(({ facts, metrics, region, model, room, ...verdict }) => ({
    region,
    model: publicModel(model),
    ...verdict,
    room: room.map((one) => ({ ...one, model: publicModel(one.model) })),
    facts,
    quotas: metrics.quotas,
    points: Object.fromEntries(
      Object.entries(metrics.series.points).map(([key, points]) => [
        key,
        points.map((value) => value ?? null),
      ]),
    ),
  }));
  const seen = processes.map(({ writtenAt, lanes, ...rest }) => ({
    ...rest,
    writtenAt: new Date(writtenAt).toISOString(),
    lanes: lanes.map((lane) => ({ ...lane, model: publicModel(lane.model) })),
  }));
  const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), periodMs };
  return JSON.stringify({ ...times, lanes, processes: seen, missing });
}
