import {
  ListRequestedServiceQuotaChangeHistoryByQuotaCommand,
  RequestServiceQuotaIncreaseCommand,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { mockClient } from "aws-sdk-client-mock";
import { proposeRaise, type RaisedKind, raiseQuota } from "spillway/operate";
import { afterEach, describe, expect, it } from "vitest";
import { REGION } from "../quotas/samples.js";

const SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const mock = mockClient(ServiceQuotasClient);
afterEach(() => mock.reset());

const client = new ServiceQuotasClient({ region: "us-east-1" });
const named = (name: string): Error => Object.assign(new Error(name), { name });
const proposal = (adjustable = true) => {
  const { quota, to } = proposeRaise(REGION, { modelId: SONNET, kind: "tokensPerMinute", to: 2_000_000 });
  return { quota: { ...quota, adjustable }, to };
};

describe("what would be asked for", () => {
  it("is the one quota of the model's profile", () => {
    expect(proposal()).toMatchObject({ quota: { code: "L-F4DDD3EB", applied: 200_000 }, to: 2_000_000 });
  });

  it.each<[string, string, RaisedKind, number, string, RegExp]>([
    ["a value that is there already", SONNET, "tokensPerMinute", 200_000, "INVALID_SETTING", /above 200000/],
    ["no number", SONNET, "tokensPerMinute", Number.NaN, "INVALID_SETTING", /to is NaN/],
    ["no end", SONNET, "tokensPerMinute", Number.POSITIVE_INFINITY, "INVALID_SETTING", /to is Infinity/],
    ["an unknown model", "nobody.knows", "tokensPerMinute", 1, "QUOTA_UNKNOWN", /not known here/],
    [
      "a quota that it has not",
      "us.amazon.nova-lite-v1:0",
      "requestsPerMinute",
      1,
      "QUOTA_UNKNOWN",
      /no quota requestsPerMinute/,
    ],
  ])("refuses %s", (_name, modelId, kind, to, code, message) => {
    const refused = expect.objectContaining({ code, message: expect.stringMatching(message) });
    expect(() => proposeRaise(REGION, { modelId, kind, to })).toThrow(refused);
  });
});

describe("asking for more", () => {
  it("asks once, for the quota that was proposed", async () => {
    mock.on(ListRequestedServiceQuotaChangeHistoryByQuotaCommand).resolves({
      RequestedQuotas: [{ Id: "old", Status: "APPROVED", DesiredValue: 200_000 }],
    });
    const RequestedQuota = { Id: "new", Status: "PENDING" as const, DesiredValue: 2_000_000 };
    mock.on(RequestServiceQuotaIncreaseCommand).resolves({ RequestedQuota });
    expect(await raiseQuota(client, proposal())).toEqual({
      outcome: "asked",
      request: { id: "new", status: "PENDING", to: 2_000_000 },
    });
    const [asked] = mock.commandCalls(RequestServiceQuotaIncreaseCommand);
    expect(asked?.args[0].input).toEqual({
      ServiceCode: "bedrock",
      QuotaCode: "L-F4DDD3EB",
      DesiredValue: 2_000_000,
    });
  });

  it.each(["PENDING", "CASE_OPENED"] as const)("asks nothing while a request is %s", async (Status) => {
    mock
      .on(ListRequestedServiceQuotaChangeHistoryByQuotaCommand, { NextToken: undefined })
      .resolves({ RequestedQuotas: [], NextToken: "2" })
      .on(ListRequestedServiceQuotaChangeHistoryByQuotaCommand, { NextToken: "2" })
      .resolves({ RequestedQuotas: [{ Id: "open", Status, DesiredValue: 9 }] });
    const request = { id: "open", status: Status, to: 9 };
    expect(await raiseQuota(client, proposal())).toEqual({ outcome: "open", request });
    expect(mock.commandCalls(RequestServiceQuotaIncreaseCommand)).toEqual([]);
  });

  it("asks nothing where it would be in vain", async () => {
    expect(await raiseQuota(client, proposal(false))).toEqual({ outcome: "notAdjustable" });
    expect(mock.calls()).toEqual([]);
  });

  it.each([
    ["ResourceAlreadyExistsException", { outcome: "open", request: undefined }],
    ["QuotaExceededException", { outcome: "tooManyOpen" }],
    ["AccessDeniedException", { outcome: "denied", permission: "servicequotas:RequestServiceQuotaIncrease" }],
    [
      "DependencyAccessDeniedException",
      { outcome: "denied", permission: "servicequotas:RequestServiceQuotaIncrease" },
    ],
  ])("names %s", async (name, outcome) => {
    // Who may not look may ask all the same.
    mock.on(ListRequestedServiceQuotaChangeHistoryByQuotaCommand).rejects(named("AccessDeniedException"));
    mock.on(RequestServiceQuotaIncreaseCommand).rejects(named(name));
    expect(await raiseQuota(client, proposal())).toEqual(outcome);
  });

  it.each(["TooManyRequestsException", "ServiceException", "IllegalArgumentException"])(
    "lets %s through",
    async (name) => {
      const error = named(name);
      mock.on(ListRequestedServiceQuotaChangeHistoryByQuotaCommand).resolves({});
      mock.on(RequestServiceQuotaIncreaseCommand).rejects(error);
      await expect(raiseQuota(client, proposal())).rejects.toBe(error);
      mock.on(ListRequestedServiceQuotaChangeHistoryByQuotaCommand).rejects(error);
      await expect(raiseQuota(client, proposal())).rejects.toBe(error);
    },
  );
});
