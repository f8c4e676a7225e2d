import * as sdk from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { SpillwayError } from "spillway";
import { beforeEach, describe, expect, it } from "vitest";
import { lookOnce, type Watch } from "../../src/operate/watch.js";
import { readSnapshot, type SeenProcess } from "../../src/operate/watch-snapshot.js";
import type { QuotaFigures } from "../../src/settings/settings.js";
import { FROM, SONNET } from "./lanes.js";

const { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } = sdk;
const mock = mockClient(CloudWatchClient);
const span = { from: FROM, to: FROM + 600_000, periodMs: 60_000 };

/** What each region's client answers: values of a minute by metric, or an error. */
type Region = Readonly<Record<string, number>> | Error;

function holding(regions: Readonly<Record<string, Region>>, models = [SONNET]): void {
  const regionOf = async (client: { config: { region: () => Promise<string> } }) =>
    regions[await client.config.region()] ?? {};
  mock.on(ListMetricsCommand).callsFake(async (_, getClient) => {
    const held = await regionOf(getClient());
    if (held instanceof Error) throw held;
    const used = Object.keys(held).length === 0 ? [] : models;
    return { Metrics: used.map((Value) => ({ Dimensions: [{ Name: "ModelId", Value }] })) };
  });
  mock.on(GetMetricDataCommand).callsFake(async ({ MetricDataQueries = [] }, getClient) => {
    const held = await regionOf(getClient());
    if (held instanceof Error) throw held;
    const results = (MetricDataQueries as sdk.MetricDataQuery[]).map(({ Id, MetricStat }) => {
      const value = held[MetricStat?.Metric?.MetricName ?? ""];
      const minutes = value === undefined ? [] : Array.from({ length: 10 }, (_, i) => i);
      return {
        Id,
        Timestamps: minutes.map((i) => new Date(FROM + i * 60_000)),
        Values: minutes.map(() => value),
      };
    });
    return { MetricDataResults: results };
  });
}

const QUOTAS: QuotaFigures = { requestsPerMinute: 200, tokensPerMinute: 200_000 };

const clientsIn = (...regions: string[]): Watch["clients"] =>
  new Map(regions.map((region) => [region, new CloudWatchClient({ region })]));

const watch = (more: Partial<Watch> = {}): Watch => ({
  models: [],
  clients: clientsIn("us-east-1", "us-west-2"),
  residency: [],
  sdk,
  quotasOf: async () => QUOTAS,
  ...more,
});

beforeEach(() => mock.reset());

describe("a look", () => {
  it("finds the room in a region where nothing was sent", async () => {
    holding({ "us-east-1": { Invocations: 190, InvocationThrottles: 30 }, "us-west-2": {} });
    const { verdicts } = await lookOnce(watch(), span);
    expect(verdicts.map(({ region, title }) => [region, title])).toEqual([
      ["us-east-1", "quota: requests per minute"],
      ["us-west-2", "no requests"],
    ]);
    expect(verdicts[0]?.room).toMatchObject([{ region: "us-west-2", use: 0 }]);
  });

  it("looks for room neither where a profile can't be called nor where no quota is known", async () => {
    holding({ "us-east-1": { Invocations: 190, InvocationThrottles: 30 } });
    const asked: string[] = [];
    const quotasOf = async (region: string) => {
      asked.push(region);
      if (region === "us-west-2") throw new SpillwayError("QUOTA_UNKNOWN", "none");
      return QUOTAS;
    };
    const clients = clientsIn("us-east-1", "us-west-2", "eu-west-1");
    const { verdicts, missing } = await lookOnce(watch({ quotasOf, clients }), span);
    expect(asked).toEqual(["us-east-1", "us-west-2"]);
    expect(verdicts.map(({ region }) => region)).toEqual(["us-east-1"]);
    // Of a place that nobody uses it is no news that its quotas are not known.
    expect(missing).toEqual([]);
  });

  it("says why quotas are not known, and judges without", async () => {
    holding({ "us-east-1": { Invocations: 190, InvocationThrottles: 30 } });
    const quotasOf = async (): Promise<QuotaFigures> => {
      throw new SpillwayError("QUOTA_UNKNOWN", "What Service Quotas calls x is not known here.");
    };
    const report = await lookOnce(watch({ quotasOf }), span);
    expect(report.missing).toEqual([
      "The quotas in us-east-1: What Service Quotas calls x is not known here.",
    ]);
    expect(report.verdicts[0]?.causes).toEqual(["someQuota"]);
  });

  it("goes on without a region that can't be read", async () => {
    const denied = Object.assign(
      new Error("User 123456789012 is not authorized to perform: cloudwatch:ListMetrics"),
      {
        name: "AccessDenied",
      },
    );
    holding({ "us-east-1": { Invocations: 1 }, "us-west-2": denied });
    const { missing, verdicts } = await lookOnce(watch(), span);
    expect(verdicts[0]?.state).toBe("well");
    expect(missing).toEqual([
      "The metrics of us-west-2: AccessDenied: User …9012 is not authorized to perform: cloudwatch:ListMetrics",
    ]);
  });

  it("fails where no region can be read, without what a signature's error quotes", async () => {
    const message = "The request signature does not match.\n\nx-amz-security-token:hunter2";
    const error = Object.assign(new Error(message), { name: "SignatureDoesNotMatch" });
    holding({ "us-east-1": error, "us-west-2": error });
    await expect(lookOnce(watch(), span)).rejects.toThrow(
      "The metrics of us-east-1: SignatureDoesNotMatch: The request signature does not match. Sign in, for example by aws sso login; spillway doctor tells more.",
    );
  });

  it("takes a process as a witness for its own lanes", async () => {
    holding({ "us-east-1": { Invocations: 90, InvocationServerErrors: 9 } });
    const lane = {
      region: "us-east-1",
      window: 1,
      inFlight: 0,
      queued: 0,
      roundTripMs: 1,
      served: 1,
      throttled: 0,
    };
    const processes: SeenProcess[] = [
      {
        name: "a",
        writtenAt: 0,
        breakers: [],
        lanes: [
          { ...lane, model: SONNET, unavailable: 4 },
          { ...lane, model: "other", unavailable: 100 },
        ],
      },
      { name: "b", writtenAt: 0, breakers: [], lanes: [{ ...lane, model: SONNET, unavailable: 3 }] },
    ];
    const { verdicts } = await lookOnce(watch(), span, processes);
    expect(verdicts[0]?.words[0]).toContain("has met 7 answers that mean capacity");
  });
});

describe("a snapshot", () => {
  const lane = {
    region: "us-east-1",
    model: SONNET,
    window: 4.5,
    inFlight: 2,
    queued: 1,
    roundTripMs: null,
    quotas: {},
    counters: { attempts: 9, served: 7, throttled: 1, unavailable: 1, ignored: 0, refused: 0 },
  };
  const text = (value: object) => JSON.stringify({ version: 1, lanes: [], breakers: [], ...value });

  it("is read with what matters", () => {
    const breakers = [
      { service: "Bedrock Runtime", region: "us-east-1", state: "open", failures: 5, trips: 1 },
      { service: "Bedrock Runtime", region: "us-west-2", state: "closed", failures: 0, trips: 0 },
    ];
    expect(readSnapshot(text({ lanes: [lane], breakers }))).toEqual({
      lanes: [
        {
          region: "us-east-1",
          model: SONNET,
          window: 4.5,
          inFlight: 2,
          queued: 1,
          roundTripMs: undefined,
          served: 7,
          throttled: 1,
          unavailable: 1,
        },
      ],
      breakers: [{ region: "us-east-1", model: undefined, state: "open" }],
    });
  });

  it.each([
    ["not JSON", "{"],
    ["half a file", text({ lanes: [lane] }).slice(0, -5)],
    ["another version", text({ version: 2 })],
    ["no list", text({ lanes: {} })],
    ["null", "null"],
    ["somebody's secrets", '{"aws_secret_access_key":"hunter2"}'],
  ])("that is %s is told by that alone", (_, bad) => {
    const read = readSnapshot(bad);
    expect(read).toEqual({ problem: expect.stringMatching(/^it is (not JSON|no snapshot)/) });
    expect(JSON.stringify(read)).not.toContain("hunter2");
  });

  it("leaves out what is no lane and no breaker", () => {
    const lanes = [lane, null, 5, { ...lane, region: "\u001b[2Jhere" }, { ...lane, window: "4" }];
    const breakers = [{ region: "us-east-1", state: "ajar" }];
    const read = readSnapshot(text({ lanes, breakers }));
    expect("lanes" in read && [read.lanes.length, read.breakers.length]).toEqual([1, 0]);
  });
});
