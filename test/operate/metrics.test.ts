import * as sdk from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { METRIC_KEYS } from "../../src/operate/metric-names.js";
import { inBatches, queriesFor } from "../../src/operate/metric-queries.js";
import { readMetrics } from "../../src/operate/metric-read.js";
import { laid, latest, mean, peak, perMinute, total, weighedMean } from "../../src/operate/metric-series.js";
import { readSince, spanOf, stepsIn } from "../../src/operate/metric-span.js";
import { FROM, SONNET } from "./lanes.js";

const { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } = sdk;

describe("a span", () => {
  it.each([
    ["5m", 300_000],
    ["3h", 10_800_000],
    ["15d", 15 * 86_400_000],
    ["4m", undefined],
    ["16d", undefined],
    ["3", undefined],
    ["3 h", undefined],
    ["1.5h", undefined],
    ["-3h", undefined],
    ["3s", undefined],
    ["", undefined],
  ])("of %j is %j ms", (text, ms) => {
    expect(readSince(text)).toBe(ms);
  });

  it("leaves out the minute that is under way", () => {
    const span = spanOf(FROM + 59_999, 300_000);
    expect(span).toEqual({ from: FROM - 300_000, to: FROM, periodMs: 60_000 });
    expect(stepsIn(span)).toBe(5);
  });

  it("has steps of five minutes beyond a day, which CloudWatch keeps for longer", () => {
    const day = 86_400_000;
    expect(spanOf(FROM, day).periodMs).toBe(60_000);
    const span = spanOf(FROM + 1, day + 1);
    expect([span.periodMs, stepsIn(span), span.to]).toEqual([300_000, 289, FROM]);
  });
});

describe("points", () => {
  const span = { from: FROM, to: FROM + 180_000, periodMs: 60_000 };

  it("lie in their steps; what is outside or no number is left out", () => {
    const samples = [
      [FROM - 1, 1],
      [FROM, 2],
      [FROM + 60_000, Number.NaN],
      [FROM + 179_999, 4],
      [FROM + 180_000, 5],
    ] as const;
    expect(laid(samples, span)).toEqual([2, undefined, 4]);
  });

  it("of two names of one metric are the larger, not the sum", () => {
    const samples = [
      [FROM, 2],
      [FROM, 7],
      [FROM, 3],
    ] as const;
    expect(laid(samples, span)).toEqual([7, undefined, undefined]);
  });

  it("are none where there is nothing", () => {
    expect(laid([], span)).toBeUndefined();
  });

  it("come to figures", () => {
    const points = [2, undefined, 4];
    expect([total(points), peak(points), mean(points), latest([1, undefined])]).toEqual([6, 4, 3, 1]);
    expect([total(), peak(), mean(), latest()]).toEqual([0, undefined, undefined, undefined]);
    expect(weighedMean([100, 200, 900], [3, 1, undefined])).toBe(125);
    expect(perMinute([10, undefined], { from: 0, to: 0, periodMs: 300_000 })).toEqual([2, undefined]);
  });
});

describe("queries", () => {
  it("ask for both namings of what a cache gave and took", () => {
    const names = queriesFor([SONNET]).map(({ name }) => name);
    expect(names).toHaveLength(METRIC_KEYS.length + 2);
    expect(names).toEqual(
      expect.arrayContaining(["CacheReadInputTokenCount", "CacheReadInputTokens", "CacheWriteInputTokens"]),
    );
  });

  it("ask for an ARN by its whole and by its last part", () => {
    const arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    expect(new Set(queriesFor([arn]).map(({ dimension }) => dimension))).toEqual(new Set([arn, "abc"]));
  });

  it("come in batches of at most 500", () => {
    expect(inBatches(Array.from({ length: 1001 }, (_, i) => i)).map(({ length }) => length)).toEqual([
      500, 500, 1,
    ]);
    expect(inBatches([])).toEqual([]);
  });
});

describe("reading", () => {
  const mock = mockClient(CloudWatchClient);
  const client = new CloudWatchClient({ region: "us-east-1" });
  const span = { from: FROM, to: FROM + 180_000, periodMs: 60_000 };
  const read = (models: readonly string[] = []) =>
    readMetrics(sdk, client, { region: "us-east-1", models, span });

  beforeEach(() => mock.reset());

  const listed = (...ids: string[]) => ({
    Metrics: ids.map((Value) => ({ Dimensions: [{ Name: "ModelId", Value }] })),
  });

  /** Answers each query by what `values` gives for its metric. */
  function answering(values: (name: string, model: string) => readonly number[]) {
    mock.on(GetMetricDataCommand).callsFake(({ MetricDataQueries = [] }: sdk.GetMetricDataInput) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
        const model = MetricStat?.Metric?.Dimensions?.[0]?.Value ?? "";
        const Values = [...values(MetricStat?.Metric?.MetricName ?? "", model)];
        const Timestamps = Values.map((_, i) => new Date(FROM + i * 60_000));
        return { Id, Values, Timestamps, StatusCode: "Complete" };
      }),
    }));
  }

  it("finds the models that are in use, on all pages, by metrics with the model alone as dimension", async () => {
    mock.on(ListMetricsCommand).resolves({});
    mock.on(ListMetricsCommand, { MetricName: "Invocations" }).resolves({ ...listed("b"), NextToken: "2" });
    mock.on(ListMetricsCommand, { MetricName: "Invocations", NextToken: "2" }).resolves({
      Metrics: [
        ...listed("a").Metrics,
        { Dimensions: [] },
        {
          Dimensions: [
            { Name: "ModelId", Value: "c" },
            { Name: "ServiceTier", Value: "flex" },
          ],
        },
      ],
    });
    mock
      .on(ListMetricsCommand, { MetricName: "InvocationThrottles" })
      .resolves(listed("b", "only-throttled"));
    answering(() => [1]);
    const { lanes, missing } = await read();
    expect(lanes.map(({ model }) => model)).toEqual(["a", "b", "only-throttled"]);
    expect(missing).toEqual([]);
  });

  it("takes the models that fit a pattern, and keeps those that are named", async () => {
    mock.on(ListMetricsCommand).resolves(listed("us.x-sonnet", "us.x-haiku"));
    answering((_, model) => (model === "named" ? [] : [1]));
    const { lanes } = await read(["*sonnet*", "named"]);
    expect(lanes.map(({ model, points }) => [model, Object.keys(points).length > 0])).toEqual([
      ["named", false],
      ["us.x-sonnet", true],
    ]);
  });

  it("lists nothing where all models are named", async () => {
    answering(() => []);
    await read([SONNET]);
    expect(mock.commandCalls(ListMetricsCommand)).toHaveLength(0);
  });

  it("joins the pages of a series, and both namings of a cache", async () => {
    const page = (Id: string, minute: number, value: number, StatusCode: sdk.StatusCode = "Complete") => ({
      Id,
      Timestamps: [new Date(FROM + minute * 60_000)],
      Values: [value],
      StatusCode,
    });
    const at = (name: string) => `q${queriesFor([SONNET]).findIndex((query) => query.name === name)}`;
    const calls = at("Invocations");
    mock.on(GetMetricDataCommand).resolves({
      MetricDataResults: [page(calls, 0, 5, "PartialData"), page(at("CacheReadInputTokens"), 1, 70)],
      NextToken: "2",
    });
    mock.on(GetMetricDataCommand, { NextToken: "2" }).resolves({
      MetricDataResults: [page(calls, 2, 6), page(at("CacheReadInputTokenCount"), 1, 70)],
    });
    const { lanes, missing } = await read([SONNET]);
    expect(lanes[0]?.points).toEqual({
      accepted: [5, undefined, 6],
      cacheReadTokens: [undefined, 70, undefined],
    });
    expect(missing).toEqual([]);
  });

  it.each([
    ["comes again", () => "same"],
    ["is another one for ever", (call: number) => `${call}`],
  ])("comes to an end where the token of the next page %s", async (_, token) => {
    let calls = 0;
    mock.on(ListMetricsCommand).callsFake(() => ({ ...listed("a"), NextToken: token(calls++) }));
    mock.on(GetMetricDataCommand).callsFake(() => ({
      MetricDataResults: [{ Id: "q0", Timestamps: [], Values: [], StatusCode: "Complete" }],
      NextToken: token(calls++),
    }));
    const { lanes, missing } = await read(["*", SONNET]);
    expect(lanes.map(({ model }) => model)).toEqual([SONNET]);
    expect(missing[0]).toMatch(
      /^CloudWatch in us-east-1 gave \w+ of \S+ not as a whole \(its pages have no end\)/,
    );
    expect(calls).toBeLessThan(2000);
  });

  it("sends no more than 500 queries at once, for sums and for means", async () => {
    const models = Array.from({ length: 80 }, (_, i) => `model-${i}`);
    answering((name, model) => (name === "InvocationLatency" ? [Number(model.slice(6))] : []));
    const { lanes } = await read(models);
    const sent = mock
      .commandCalls(GetMetricDataCommand)
      .map(({ args }) => args[0].input.MetricDataQueries ?? []);
    expect(sent.map(({ length }) => length)).toEqual([500, 500, 40]);
    const latency = sent
      .flat()
      .find(({ MetricStat }) => MetricStat?.Metric?.MetricName === "InvocationLatency");
    expect(latency?.MetricStat?.Stat).toBe("Average");
    expect(lanes.map(({ points }) => points.latencyMs?.[0])).toEqual(models.map((_, i) => i));
  });

  it("says what CloudWatch did not give as a whole, without an account's number", async () => {
    const model = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    mock
      .on(GetMetricDataCommand)
      .resolves({ MetricDataResults: [{ Id: "q0", StatusCode: "InternalError" }] });
    const { missing } = await read([model]);
    expect(missing).toEqual([
      "CloudWatch in us-east-1 gave Invocations of application-inference-profile/abc not as a whole (InternalError).",
    ]);
  });

  it("lets errors of AWS pass", async () => {
    const error = Object.assign(new Error("no"), { name: "AccessDenied" });
    mock.on(GetMetricDataCommand).rejects(error);
    await expect(read([SONNET])).rejects.toBe(error);
  });
});
