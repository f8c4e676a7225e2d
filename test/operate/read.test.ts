import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { mockClient } from "aws-sdk-client-mock";
import { quotaReader, readQuotas } from "spillway/operate";
import { afterEach, describe, expect, it } from "vitest";
import { quotaRows } from "../../src/quotas/rows.js";
import { REGION } from "../quotas/samples.js";

const mock = mockClient(ServiceQuotasClient);
afterEach(() => mock.reset());

const client = () => new ServiceQuotasClient({ region: "eu-west-1" });
const NAME = "On-demand model inference requests per minute for Amazon Nova Lite";

describe("reading quotas", () => {
  it("joins what is applied with the defaults, over all pages", async () => {
    mock
      .on(ListServiceQuotasCommand, { NextToken: undefined })
      .resolves({
        Quotas: [{ QuotaCode: "L-1", QuotaName: NAME, Value: 5, Adjustable: true }],
        NextToken: "2",
      })
      .on(ListServiceQuotasCommand, { NextToken: "2" })
      .resolves({ NextToken: "3" })
      .on(ListServiceQuotasCommand, { NextToken: "3" })
      .resolves({ Quotas: [{ QuotaCode: "L-2", QuotaName: "two", Value: 0 }, { QuotaName: "of no code" }] });
    mock.on(ListAWSDefaultServiceQuotasCommand).resolves({
      Quotas: [
        { QuotaCode: "L-1", QuotaName: NAME, Value: 50, Adjustable: true },
        { QuotaCode: "L-3", QuotaName: "three", Value: 7 },
      ],
    });
    const two = { code: "L-2", name: "two", applied: 0, default: undefined, adjustable: false };
    const three = { code: "L-3", name: "three", applied: undefined, default: 7, adjustable: false };
    const { region, quotas } = await readQuotas({ client: client() });
    expect(region).toBe("eu-west-1");
    expect(quotas).toEqual([
      { code: "L-1", name: NAME, applied: 5, default: 50, adjustable: true },
      three,
      two,
    ]);
    for (const call of mock.commandCalls(ListServiceQuotasCommand)) {
      expect(call.args[0].input).toMatchObject({ ServiceCode: "bedrock", MaxResults: 100 });
    }
  });

  it("comes to an end where the same page comes for ever, and takes no figure that is none", async () => {
    const Quotas = [
      null,
      { QuotaCode: "L-1", QuotaName: NAME, Value: "999" },
      { QuotaCode: "L-2", Value: -1 },
    ];
    // What the SDK's types rule out, a service may send.
    mock.on(ListServiceQuotasCommand).resolves({ Quotas, NextToken: "same" } as never);
    mock.on(ListAWSDefaultServiceQuotasCommand).resolves({ Quotas: [] });
    const { quotas } = await readQuotas({ client: client() });
    expect(quotas.map(({ code, applied }) => [code, applied])).toEqual([
      ["L-1", undefined],
      ["L-2", undefined],
    ]);
  });

  it("begins each listing at the first page", async () => {
    mock
      .on(ListServiceQuotasCommand, { NextToken: undefined })
      .resolves({ Quotas: [{ QuotaCode: "L-1", QuotaName: NAME, Value: 5 }], NextToken: "2" })
      .on(ListServiceQuotasCommand, { NextToken: "2" })
      .resolves({});
    mock.on(ListAWSDefaultServiceQuotasCommand, { NextToken: undefined }).resolves({});
    for (let times = 0; times < 2; times++) {
      expect((await readQuotas({ client: client() })).quotas).toHaveLength(1);
    }
  });

  it("takes no value that the service could not tell", async () => {
    const quota = {
      QuotaCode: "L-1",
      QuotaName: NAME,
      Value: 5,
      ErrorReason: { ErrorCode: "SERVICE_QUOTA_NOT_AVAILABLE_ERROR" as const },
    };
    mock.on(ListServiceQuotasCommand).resolves({ Quotas: [quota] });
    mock.on(ListAWSDefaultServiceQuotasCommand).resolves({});
    expect((await readQuotas({ client: client() })).quotas).toMatchObject([{ applied: undefined }]);
  });

  it("lets the service's own errors through", async () => {
    const denied = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    mock.on(ListServiceQuotasCommand).rejects(denied);
    mock.on(ListAWSDefaultServiceQuotasCommand).resolves({});
    await expect(readQuotas({ client: client() })).rejects.toBe(denied);
  });
});

describe("a reader of quotas", () => {
  const answers = () => {
    mock
      .on(ListServiceQuotasCommand)
      .resolves({ Quotas: [{ QuotaCode: "L-E386A278", QuotaName: NAME, Value: 5 }] });
    mock.on(ListAWSDefaultServiceQuotasCommand).resolves({});
  };

  it("lists a region once for all models that are asked for", async () => {
    answers();
    const read = quotaReader({ clientFor: client });
    const [one, other] = await Promise.all([
      read("eu-west-1", "amazon.nova-lite-v1:0"),
      read("eu-west-1", "amazon.nova-lite-v1:0"),
    ]);
    expect([one, other]).toEqual([{ requestsPerMinute: 5 }, { requestsPerMinute: 5 }]);
    expect(mock.commandCalls(ListServiceQuotasCommand)).toHaveLength(1);
  });

  it("says what it does not know, and goes by what it is told", async () => {
    answers();
    const read = quotaReader({ clientFor: client, names: { "mine.model": "Amazon Nova Lite" } });
    await expect(read("eu-west-1", "yours.model")).rejects.toMatchObject({ code: "QUOTA_UNKNOWN" });
    expect(await read("eu-west-1", "mine.model")).toEqual({ requestsPerMinute: 5 });
  });

  it("tries anew after a failure", async () => {
    mock.on(ListServiceQuotasCommand).rejectsOnce(new Error("not now"));
    mock.on(ListAWSDefaultServiceQuotasCommand).resolves({});
    const read = quotaReader({ clientFor: client });
    await expect(read("eu-west-1", "amazon.nova-lite-v1:0")).rejects.toThrow("not now");
    answers();
    expect(await read("eu-west-1", "amazon.nova-lite-v1:0")).toEqual({ requestsPerMinute: 5 });
  });
});

describe("the rows of a region", () => {
  it("put together what belongs to a model and a profile", () => {
    const rows = quotaRows(REGION).map(({ model, profile, quotas }) => [
      model,
      profile,
      Object.keys(quotas).length,
    ]);
    expect(rows).toEqual([
      ["Amazon Nova Lite", "in-region", 3],
      ["Amazon Nova Lite", "geo", 2],
      ["Anthropic Claude Opus 4.8", "global", 1],
      ["Anthropic Claude Sonnet 4.5 V1", "geo", 3],
      ["Anthropic Claude Sonnet 4.5 V1", "global", 3],
      ["Anthropic Claude Sonnet 4.5 V1 1M Context Length", "geo", 1],
      ["Mistral AI Mistral Large", "in-region", 1],
      ["Mistral Large", "in-region", 1],
    ]);
  });

  it("double tokens per day for geo profiles, and only for them", () => {
    const days = quotaRows(REGION)
      .filter(({ model }) => model === "Amazon Nova Lite")
      .map(({ quotas }) => quotas.tokensPerDay?.applied);
    expect(days).toEqual([2_880_000_000, 5_760_000_000]);
  });
});
