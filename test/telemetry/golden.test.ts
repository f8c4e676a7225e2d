import type { tracing } from "@opentelemetry/sdk-node";
import type { VirtualClock } from "spillway/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INSTRUMENTS } from "../../src/telemetry/instruments.js";
import { ATTRIBUTE, LABEL } from "../../src/telemetry/names.js";
import { TELL } from "../../src/telemetry/told.js";
import type { Bench } from "../integration/bench.js";
import { everything } from "./everything.js";
import { metricShapes, recordShapes, spanShapes } from "./golden.js";
import { inMemory, register } from "./sdk.js";

const memory = inMemory();
/** Beginnings and ends by the clock of the scene that runs. */
const times = new Map<string, { readonly from: number; to: number }>();
let clock: VirtualClock;
let benches: Bench[];
let unregister = (): void => undefined;

const watch: tracing.SpanProcessor = {
  onStart: (span) => void times.set(span.spanContext().spanId, { from: clock.now(), to: Number.NaN }),
  onEnd: (span) => {
    const time = times.get(span.spanContext().spanId);
    if (time !== undefined) time.to = clock.now();
  },
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};

beforeAll(async () => {
  unregister = register(memory.providers(watch));
  benches = await everything((under) => {
    clock = under.clock;
  });
  await memory.collect();
});

afterAll(async () => {
  unregister();
  await memory.shutdown();
});

const spans = (): tracing.ReadableSpan[] => memory.spans.getFinishedSpans();

const SHAPES = {
  spans: () => spanShapes(spans()),
  metrics: () => metricShapes(memory.points.getMetrics()),
  records: () => recordShapes(memory.records.getFinishedLogRecords()),
};

const ASK =
  "What is exported has changed. Dashboards and alerts of users hang on these names: say so in CHANGELOG.md, and renew " +
  "this file with `npx vitest run test/telemetry/golden.test.ts -u`.";

describe("what is exported", () => {
  it.each(Object.entries(SHAPES))("has the shapes that are written down: %s", async (name, shapes) => {
    const json = `${JSON.stringify(shapes(), null, 2)}\n`;
    await expect(json, ASK).toMatchFileSnapshot(`golden/${name}.json`);
  });

  it("is all that there is: every attribute, metric and record is among it", () => {
    const told = JSON.stringify(Object.values(SHAPES).map((shapes) => shapes()));
    const names = [
      ...Object.values(ATTRIBUTE),
      ...Object.values(LABEL),
      ...Object.values(INSTRUMENTS).map(({ name }) => name),
    ];
    expect(names.filter((name) => !told.includes(`"${name}":`))).toEqual([]);
    // And the ends of streams, which are no decisions.
    const records = [...Object.keys(TELL), "stream"].map((name) => `spillway.${name}`);
    expect(Object.keys(SHAPES.records())).toEqual(records.sort());
  });

  it("is as many attempts as the service saw", () => {
    const attempts = spans().filter(({ name }) => name.startsWith("attempt "));
    const seen = benches.reduce((sum, { simulator }) => sum + simulator.report().totals.attempts, 0);
    expect(attempts).toHaveLength(seen);
  });
});

describe("in virtual time, in which only waits and attempts take any", () => {
  it("the waits and attempts of a call account for all of it", () => {
    const lasted = (span: tracing.ReadableSpan): number => {
      const { from, to } = times.get(span.spanContext().spanId) ?? { from: 0, to: Number.NaN };
      return to - from;
    };
    const below = new Map<string, number>();
    for (const span of spans()) {
      const parent = span.parentSpanContext?.spanId ?? "";
      below.set(parent, (below.get(parent) ?? 0) + lasted(span));
    }
    const calls = spans().filter(({ name }) => name.startsWith("spillway "));
    expect(calls.length).toBeGreaterThan(200);
    expect(calls.some((call) => lasted(call) > 10_000)).toBe(true);
    for (const call of calls) {
      const unaccounted = lasted(call) - (below.get(call.spanContext().spanId) ?? 0);
      expect(Math.abs(unaccounted), call.name).toBeLessThan(0.001);
    }
  });
});
