import { metrics } from "@opentelemetry/api";
import {
  AggregationTemporality,
  type DataPoint,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { INSTRUMENTS } from "../../src/telemetry/instruments.js";
import { MOST_LANES } from "../../src/telemetry/labels.js";
import { bench, converse, converseStream, failure } from "../integration/bench.js";
// Loaded when first needed otherwise, in real time, which no virtual clock waits for.
import "../../src/telemetry/recorder.js";

let exporter: InMemoryMetricExporter;
let provider: MeterProvider;

function register(): void {
  exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  // Collects when it is flushed: the interval is longer than any test.
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
}

beforeEach(register);
afterEach(async () => {
  metrics.disable();
  await provider.shutdown();
});

async function collect(): Promise<ReadonlyMap<string, MetricData>> {
  exporter.reset();
  await provider.forceFlush();
  const [collected] = exporter.getMetrics();
  const all = collected?.scopeMetrics.filter(({ scope }) => scope.name === "spillway") ?? [];
  return new Map(all.flatMap((scope) => scope.metrics).map((metric) => [metric.descriptor.name, metric]));
}

const points = (metric: MetricData | undefined): DataPoint<number>[] =>
  (metric?.dataPoints ?? []) as DataPoint<number>[]; // of counters and gauges

/** Values by what tells their points apart besides the lane. */
function values(metric: MetricData | undefined): Record<string, number> {
  const told = points(metric).map(({ attributes, value }) => {
    const { "cloud.region": _region, "gen_ai.request.model": _model, ...rest } = attributes;
    return [Object.values(rest).join(" "), value] as const;
  });
  return Object.fromEntries(told);
}

const REGIONS = ["us-east-1", "us-west-2"];

async function busy() {
  const b = bench({
    simulator: {
      regions: REGIONS,
      defaults: { service: { meanMs: 1000, sigma: 0 } },
      models: {
        "us-east-1/*": {
          faults: [
            { fault: "tooManyRequests", first: 2 },
            { fault: "unableToProcess", from: 3000, to: 8000 },
          ],
        },
      },
    },
    spillway: { regions: REGIONS, breaker: { failures: 3 }, quota: { tokensPerMinute: 100_000 } },
  });
  const { clock, client } = b;
  await clock.run(Promise.allSettled(Array.from({ length: 20 }, () => client.send(converse()))));
  await clock.advance(Math.max(0, 3500 - clock.now()));
  await clock.run(Promise.allSettled(Array.from({ length: 10 }, () => client.send(converse()))));
  const { stream } = await clock.run(client.send(converseStream()));
  await clock.run(
    (async () => {
      for await (const _event of stream ?? []);
    })(),
  );
  await clock.run(
    failure(client.send(converse("hello", "no such model ".repeat(3)), { abortSignal: AbortSignal.abort() })),
  );
  return b;
}

describe("metrics", () => {
  it("count what the simulator saw and the snapshot shows", async () => {
    const { simulator, plugin } = await busy();
    const told = await collect();
    const { totals } = simulator.report();
    const attempts = points(told.get("spillway.attempts"));
    expect(attempts.reduce((sum, { value }) => sum + value, 0)).toBe(totals.attempts);
    const lanes = plugin.snapshot().lanes;
    const served = lanes.reduce((sum, { counters }) => sum + counters.served, 0);
    expect(
      attempts
        .filter(({ attributes }) => attributes["spillway.outcome"] === "success")
        .reduce((sum, { value }) => sum + value, 0),
    ).toBe(served);
    const rejected = Object.values(totals.rejected).reduce((sum, each) => sum + each, 0);
    expect(points(told.get("spillway.rejections")).reduce((sum, { value }) => sum + value, 0)).toBe(rejected);
    expect(points(told.get("spillway.window")).map(({ value }) => value)).toEqual(
      lanes.map(({ window }) => window),
    );
    expect(points(told.get("spillway.in_flight")).map(({ value }) => value)).toEqual(lanes.map(() => 0));
    const settled = points(told.get("spillway.tokens.settled")).reduce((sum, { value }) => sum + value, 0);
    expect(settled).toBeGreaterThan(0);
    const reserved = points(told.get("spillway.tokens.reserved")).reduce((sum, { value }) => sum + value, 0);
    const refunded = points(told.get("spillway.tokens.refunded")).reduce((sum, { value }) => sum + value, 0);
    expect(reserved - refunded).toBeLessThanOrEqual(settled + 1);
  });

  it.each(["drained", "closed"])(
    "show an instance that is %s to its end, once more, and then zeros",
    async (how) => {
      const model = `only-here-${how}`;
      const { clock, client, plugin } = bench();
      const shown = async () => {
        const told = await collect();
        return ["spillway.window", "spillway.in_flight"].map((name) =>
          points(told.get(name))
            .filter(({ attributes }) => attributes["gen_ai.request.model"] === model)
            .map(({ value }) => value),
        );
      };
      const { stream } = await clock.run(client.send(converseStream("hello", model)));
      const over = how === "drained" ? plugin.drain() : plugin.close();
      expect(await shown()).toEqual([[4], [1]]);
      await clock.run(
        (async () => {
          for await (const _event of stream ?? []);
        })(),
      );
      await over;
      // And zeros for ever: what is not observed again keeps its last value.
      expect([await shown(), await shown(), await shown()]).toEqual([
        [[4], [0]],
        [[0], [0]],
        [[0], [0]],
      ]);
    },
  );

  it("tell of trips, spills, retries and quotas", async () => {
    const { plugin } = await busy();
    const told = await collect();
    const { trips } = plugin.snapshot().breakers.find(({ region }) => region === "us-east-1") ?? { trips: 0 };
    expect(trips).toBeGreaterThan(0);
    expect(values(told.get("spillway.breaker.transitions"))).toMatchObject({ "BedrockRuntime open": trips });
    expect(Object.keys(values(told.get("spillway.spills"))).length).toBeGreaterThan(0);
    expect(Object.keys(values(told.get("spillway.retries")))).toContain("capacity");
    expect(values(told.get("spillway.quota.limit"))).toMatchObject({ tokens_per_minute: 100_000 });
    const first = told.get("spillway.attempt.time_to_first_chunk")?.dataPoints[0]?.value;
    expect(first).toMatchObject({ count: 1 });
  });

  it("have the units, kinds and attributes of the table, and no others", async () => {
    await busy();
    const table = new Map(Object.values(INSTRUMENTS).map((each) => [each.name as string, each]));
    for (const [name, { descriptor, dataPoints }] of await collect()) {
      const row = table.get(name);
      expect([name, descriptor.unit, descriptor.description]).toEqual([name, row?.unit, row?.description]);
      for (const { attributes } of dataPoints) {
        const strange = Object.keys(attributes).filter(
          (key) => !row?.attributes.some((known) => known === key),
        );
        expect([name, strange]).toEqual([name, []]);
      }
    }
  });

  it("have a bounded number of points, whatever the models", async () => {
    const { clock, client } = bench({ spillway: { lanes: { limit: 50 } } });
    for (let i = 0; i < 3 * MOST_LANES; i++) await clock.run(client.send(converse("hello", `model-${i}`)));
    const told = await collect();
    const attempts = points(told.get("spillway.attempts"));
    expect(attempts).toHaveLength(MOST_LANES + 1);
    const others = attempts.find(({ attributes }) => attributes["gen_ai.request.model"] === "other");
    expect(others?.value).toBe(2 * MOST_LANES);
    for (const { dataPoints } of told.values()) expect(dataPoints.length).toBeLessThanOrEqual(MOST_LANES + 1);
  });
});

describe("a meter provider", () => {
  it("that is registered later gets what comes from then on, and a second one its own", async () => {
    metrics.disable();
    const { clock, client } = bench();
    await clock.run(client.send(converse()));
    metrics.setGlobalMeterProvider(provider);
    await clock.run(client.send(converse()));
    expect(values((await collect()).get("spillway.attempts"))).toEqual({ success: 1 });
    metrics.disable();
    await provider.shutdown();
    register();
    await clock.run(client.send(converse()));
    expect(values((await collect()).get("spillway.attempts"))).toEqual({ success: 1 });
  });
});
