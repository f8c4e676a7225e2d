import {
  BedrockClient,
  GetFoundationModelAvailabilityCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from "@aws-sdk/client-bedrock";
import { CloudWatchClient, GetMetricDataCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Examination, examine } from "../../src/operate/doctor.js";
import type { InvokeNothing } from "../../src/operate/doctor-doors.js";
import { SONNET } from "./lanes.js";

const [sts, bedrock, cloudWatch, quotas] = [
  mockClient(STSClient),
  mockClient(BedrockClient),
  mockClient(CloudWatchClient),
  mockClient(ServiceQuotasClient),
];

const denial = (action: string): Error =>
  Object.assign(
    new Error(
      `User: arn:aws:sts::123456789012:assumed-role/app/i is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
    ),
    { name: "AccessDeniedException" },
  );

function agree(status: "AVAILABLE" | "NOT_AVAILABLE"): void {
  bedrock.on(GetFoundationModelAvailabilityCommand).resolves({
    modelId: "x",
    agreementAvailability: { status },
    authorizationStatus: "AUTHORIZED",
    entitlementAvailability: "AVAILABLE",
    regionAvailability: "AVAILABLE",
  });
}

beforeEach(() => {
  for (const mock of [sts, bedrock, cloudWatch, quotas]) mock.reset();
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: "123456789012", Arn: "arn:aws:iam::123456789012:user/app" });
  cloudWatch.on(ListMetricsCommand).resolves({});
  cloudWatch.on(GetMetricDataCommand).resolves({});
  quotas.on(ListServiceQuotasCommand).resolves({});
  quotas.on(ListAWSDefaultServiceQuotasCommand).resolves({});
  bedrock.on(ListFoundationModelsCommand).resolves({ modelSummaries: [] });
  bedrock.on(ListInferenceProfilesCommand).resolves({});
  bedrock.on(ListInferenceProfilesCommand, { typeEquals: "SYSTEM_DEFINED" }).resolves({
    inferenceProfileSummaries: [
      {
        inferenceProfileName: "x",
        inferenceProfileArn: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${SONNET}`,
        inferenceProfileId: SONNET,
        models: [],
        status: "ACTIVE",
        type: "SYSTEM_DEFINED",
      },
    ],
  });
  agree("AVAILABLE");
});

/** As Bedrock answers a request that can't be served. */
const allowed: InvokeNothing = async () => {
  throw Object.assign(new Error("Malformed input request"), { name: "ValidationException" });
};

const exam = (more: Partial<Examination> = {}): Promise<Awaited<ReturnType<typeof examine>>> =>
  examine({
    models: [SONNET],
    regions: ["us-east-1"],
    machine: { nodeVersion: "22.0.0", openFiles: 10_000 },
    invoke: allowed,
    environment: {},
    ...more,
  });

const bad = (findings: Awaited<ReturnType<typeof examine>>) =>
  findings
    .filter(({ state, topic }) => state !== "ok" && topic !== "SDK settings" && topic !== "clock")
    .map(({ state, subject }) => `${state} ${subject}`);

describe("an examination", () => {
  it("finds nothing where all is well", async () => {
    const findings = await exam();
    expect(bad(findings)).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining([
        "identity",
        SONNET,
        "bedrock:InvokeModel",
        "bedrock:InvokeModelWithResponseStream",
      ]),
    );
    expect(JSON.stringify(findings)).not.toContain("123456789012");
  });

  it("makes a client once for each service and region, and ends it", async () => {
    const made = vi.spyOn(BedrockClient.prototype, "destroy");
    await exam({ models: [SONNET, SONNET.replace("us.", "global.")], regions: ["us-east-1", "us-west-2"] });
    expect(made).toHaveBeenCalledTimes(2);
    const clients = new Set(bedrock.calls().map(({ thisValue }) => thisValue));
    expect(clients.size).toBe(2);
    made.mockRestore();
  });

  it("names each action that is missing: those of calls as failures, those of tools as warnings", async () => {
    cloudWatch.on(GetMetricDataCommand).rejects(denial("cloudwatch:GetMetricData"));
    quotas.on(ListServiceQuotasCommand).rejects(denial("servicequotas:ListServiceQuotas"));
    const findings = await exam({
      invoke: async (operation) => {
        throw denial(`bedrock:${operation}`);
      },
    });
    expect(bad(findings)).toEqual([
      "warning cloudwatch:GetMetricData",
      "warning servicequotas:ListServiceQuotas",
      "failed bedrock:InvokeModel",
      "failed bedrock:InvokeModelWithResponseStream",
    ]);
    expect(JSON.stringify(findings)).not.toContain("123456789012");
  });

  it("sends nothing to a model without an agreement: the first call would make one", async () => {
    agree("NOT_AVAILABLE");
    let sent = 0;
    const findings = await exam({
      invoke: async () => {
        sent++;
      },
    });
    expect(sent).toBe(0);
    expect(bad(findings)).toEqual([
      `warning ${SONNET.slice(3)} access`,
      "unknown bedrock:InvokeModel",
      "unknown bedrock:InvokeModelWithResponseStream",
    ]);
  });

  it("sends nothing where access can't be told, or where that was asked for, or to an id that is none", async () => {
    let sent = 0;
    const invoke: InvokeNothing = async () => {
      sent++;
    };
    await exam({ invoke, models: ["eu.acme.large-v1"] });
    bedrock
      .on(GetFoundationModelAvailabilityCommand)
      .rejects(denial("bedrock:GetFoundationModelAvailability"));
    await exam({ invoke });
    expect(sent).toBe(0);
    const findings = await exam({ invoke: undefined });
    expect(findings.find(({ subject }) => subject === "bedrock:InvokeModel")?.says).toBe(
      "not tried, as you asked",
    );
  });

  it("comes to an end where a list of profiles gives the same token again and again", async () => {
    bedrock.on(ListInferenceProfilesCommand).resolves({ nextToken: "same" });
    const findings = await exam({ models: [] });
    expect(findings.find(({ subject }) => subject === "offered")?.says).toContain("0 profiles");
  });

  it("tells a permission once, however many models need it", async () => {
    const findings = await exam({ models: [SONNET, SONNET] });
    expect(findings.filter(({ subject }) => subject === "bedrock:InvokeModel")).toHaveLength(1);
  });

  it("asks in each region, and for those that the settings name where none is given", async () => {
    const findings = await exam({ regions: [], environment: { SPILLWAY_REGIONS: "us-east-1,us-west-2" } });
    const regions = findings.flatMap(({ subject, region }) => (subject === SONNET ? [region] : []));
    expect(regions).toEqual(["us-east-1", "us-west-2"]);
  });

  it("asks nothing more where nobody knows who asks", async () => {
    sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error("expired"), { name: "ExpiredToken" }));
    const findings = await exam();
    expect(bad(findings)).toEqual(["failed identity", "unknown all", "unknown all"]);
    expect(findings.filter(({ subject }) => subject === "all").map(({ topic }) => topic)).toEqual([
      "permissions",
      "models",
    ]);
    expect(cloudWatch.calls()).toHaveLength(0);
  });

  it("goes on without an identity where an API key is there", async () => {
    sts
      .on(GetCallerIdentityCommand)
      .rejects(Object.assign(new Error("none"), { name: "CredentialsProviderError" }));
    const findings = await exam({ environment: { AWS_BEARER_TOKEN_BEDROCK: "hunter2" } });
    expect(bad(findings)).toEqual(["failed identity"]);
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  describe("where nothing comes through", () => {
    const lost = (): Error =>
      Object.assign(new Error("getaddrinfo ENOTFOUND x.us-east-1.amazonaws.com"), { code: "ENOTFOUND" });
    const apart = (findings: Awaited<ReturnType<typeof examine>>) =>
      findings.filter(({ topic }) =>
        ["credentials", "clock", "network", "permissions", "models"].includes(topic),
      );

    beforeEach(() => {
      for (const mock of [sts, bedrock, cloudWatch, quotas]) mock.reset();
      sts.onAnyCommand().rejects(lost());
      bedrock.onAnyCommand().rejects(lost());
      cloudWatch.onAnyCommand().rejects(lost());
      quotas.onAnyCommand().rejects(lost());
    });

    it("says so once, with what to do", async () => {
      const findings = apart(await exam());
      expect(findings).toMatchObject([{ topic: "network", state: "failed", region: "us-east-1" }]);
      expect(findings[0]?.says).toContain("getaddrinfo ENOTFOUND");
      expect(findings[0]?.todo).toContain("DNS");
    });

    it("says so once for each region that is lost, and goes on in others", async () => {
      sts.onAnyCommand().resolves({ Account: "123456789012" });
      const findings = apart(await exam({ regions: ["us-east-1", "us-west-2"] }));
      expect(findings.filter(({ topic }) => topic === "network").map(({ region }) => region)).toEqual([
        "us-east-1",
        "us-west-2",
      ]);
      expect(findings[0]).toMatchObject({ topic: "credentials", state: "ok" });
    });

    it("tells each by itself as soon as one answers", async () => {
      quotas.onAnyCommand().resolves({});
      const findings = apart(await exam({ models: [] }));
      expect(findings.some(({ topic }) => topic === "network")).toBe(false);
      expect(findings.find(({ subject }) => subject === "cloudwatch:ListMetrics")?.state).toBe("unknown");
      expect(findings.find(({ subject }) => subject === "offered")).toMatchObject({
        state: "unknown",
        says: expect.stringContaining("an unknown number of models"),
      });
    });
  });

  it("says how many models and profiles there are, where none is named", async () => {
    const findings = await exam({ models: [] });
    expect(findings.find(({ subject }) => subject === "offered")?.says).toBe(
      "0 models, 1 profile; name a model with --model to have it examined",
    );
  });
});
