import { describe, expect, it } from "vitest";
import { placed } from "../../examples/telemetry/dashboard-picture.js";
import { evaluate, quantile } from "../../examples/telemetry/evaluate.js";
import type { Point, Sample } from "../../examples/telemetry/samples.js";
import { wrapped } from "../../examples/telemetry/trace-picture.js";
import { legendOf, promQl, type Query } from "../../scripts/dashboard-names.js";
import { ATTRIBUTE, LABEL } from "../../src/telemetry/names.js";

const REGION = [ATTRIBUTE.region];

/** Collections half a second apart, of one metric: for each region a value. */
const collected = (metric: string, ...values: readonly Readonly<Record<string, number>>[]): Sample[] =>
  values.map((byRegion, i) => {
    const points = Object.entries(byRegion).map(
      ([region, value]): Point => ({ attributes: { [ATTRIBUTE.region]: region }, value }),
    );
    return { s: (i + 1) / 2, points: new Map([[metric, points]]) };
  });

const valuesOf = (query: Query, samples: readonly Sample[]) =>
  evaluate(query, samples).map(({ labels, values }) => [labels.join(), values.map(([, value]) => value)]);

describe("a query of the dashboard, asked of what was collected", () => {
  it("takes a rate over the last second, from zero on", () => {
    const samples = collected("spillway.attempts", { a: 2 }, { a: 2, b: 3 }, { a: 6, b: 3 });
    expect(valuesOf({ key: "attempts", as: "rate", by: REGION }, samples)).toEqual([
      ["a", [2, 0, 4]],
      ["b", [0, 6, 3]],
    ]);
  });

  it.each([
    ["sum", [5]],
    ["max", [3]],
    ["min", [2]],
  ] as const)("joins what is shown by its %s", (as, expected) => {
    const samples = collected("spillway.window", { a: 2, b: 3 });
    expect(valuesOf({ key: "window", as, by: [] }, samples)).toEqual([["", expected]]);
  });

  it("takes a share of another metric, and tells nothing where that is not there", () => {
    const [used, limit] = [
      collected("spillway.quota.used", { a: 5, b: 1 }),
      collected("spillway.quota.limit", { a: 20 }),
    ];
    const both = new Map([...(used[0]?.points ?? []), ...(limit[0]?.points ?? [])]);
    const query: Query = { key: "quotaUsed", as: "sum", of: "quotaLimit", by: REGION };
    expect(valuesOf(query, [{ s: 1, points: both }])).toEqual([
      ["a", [0.25]],
      ["b", [Number.NaN]],
    ]);
  });

  it.each([
    // Half of ten: the fifth, in the middle of the bucket from 1 to 2.
    [0.5, [0, 10, 0], 1.5],
    [0.99, [99, 1, 0], 1],
    [0.5, [4, 0, 0], 0.5],
    // Above all bounds nobody knows how far.
    [0.5, [0, 0, 3], 2],
    [0.5, [0, 0, 0], Number.NaN],
  ])("reads the quantile %d off %j as Prometheus does", (share, counts, expected) => {
    expect(quantile(share, [1, 2], counts)).toBe(expected);
  });
});

describe("a query of the dashboard, in PromQL", () => {
  it.each([
    [
      { key: "attempts", as: "rate", by: [ATTRIBUTE.outcome] },
      'sum by (spillway_outcome) (rate(spillway_attempts_total{job=~"$job", cloud_region=~"$region", gen_ai_request_model=~"$model"}[$__rate_interval]))',
      "{{spillway_outcome}}",
    ],
    [
      { key: "breaker", as: "max", by: [LABEL.service], legend: "of" },
      'max by (rpc_service) (spillway_breaker_state{job=~"$job", cloud_region=~"$region"})',
      "of {{rpc_service}}",
    ],
    [
      { key: "queueWait", as: "p99", by: [] },
      'histogram_quantile(0.99, sum by (le) (rate(spillway_queue_wait_bucket{job=~"$job", cloud_region=~"$region", gen_ai_request_model=~"$model"}[$__rate_interval])))',
      "",
    ],
    [
      { key: "queueWait", as: "rate", by: [] },
      'sum (rate(spillway_queue_wait_count{job=~"$job", cloud_region=~"$region", gen_ai_request_model=~"$model"}[$__rate_interval]))',
      "",
    ],
  ] as const satisfies readonly (readonly [Query, string, string])[])(
    "%j",
    (query: Query, expected, legend) => {
      expect(promQl(query)).toBe(expected);
      expect(legendOf(query)).toBe(legend);
    },
  );
});

describe("words in a picture", () => {
  it("of a legend go on in the next line where there is no more room", () => {
    const [first, second, third] = placed(["one", "two", "a long one"], 90);
    expect([first, second?.[1], third]).toEqual([[0, 0], 0, [0, 1]]);
  });

  it("of a span share a line where they fit", () => {
    expect(wrapped(["one", "two", "three"], 70)).toEqual(["one; two", "three"]);
    expect(wrapped(["one", "two"], 10)).toEqual(["one", "two"]);
    expect(wrapped([], 10)).toEqual([]);
  });
});
