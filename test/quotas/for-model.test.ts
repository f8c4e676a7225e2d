import { describe, expect, it } from "vitest";
import { quotasOfModel } from "../../src/quotas/for-model.js";
import { figuresOf, markOf } from "../../src/quotas/marks.js";
import { quota, REGION } from "./samples.js";

const SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const NOVA = "amazon.nova-lite-v1:0";

const figures = (modelId: string, names?: Record<string, string>): unknown => {
  const found = quotasOfModel(REGION, modelId, names);
  return found.known ? figuresOf(found.quotas) : found.reason;
};

describe("the quotas of a model id", () => {
  it.each([
    [
      "of a geo profile",
      `us.${SONNET}`,
      { requestsPerMinute: 10, tokensPerMinute: 200_000, tokensPerDay: 288_000_000 },
    ],
    [
      "of another geography, the same",
      `eu.${SONNET}`,
      { requestsPerMinute: 10, tokensPerMinute: 200_000, tokensPerDay: 288_000_000 },
    ],
    [
      "of the global profile, tokens per minute raised: no day",
      `global.${SONNET}`,
      { requestsPerMinute: 0, tokensPerMinute: 8_000_000 },
    ],
    ["of the plain id: applied values only", NOVA, { requestsPerMinute: 1000, tokensPerDay: 2_880_000_000 }],
    [
      "under two names",
      "mistral.mistral-large-2402-v1:0",
      { requestsPerMinute: 400, tokensPerMinute: 300_000 },
    ],
    [
      "by the ARN of a profile",
      `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${NOVA}`,
      { tokensPerMinute: 4_000_000, tokensPerDay: 5_760_000_000 },
    ],
    [
      "by the ARN of a model",
      `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`,
      { requestsPerMinute: 1000, tokensPerDay: 2_880_000_000 },
    ],
  ])("%s", (_name, modelId, expected) => {
    expect(figures(modelId)).toEqual(expected);
  });

  it("goes by the code where the wording of a name has changed", () => {
    const renamed = [quota("L-F4DDD3EB", "Geographic tokens per minute for Claude Sonnet 4.5", 5)];
    expect(quotasOfModel(renamed, `us.${SONNET}`)).toMatchObject({
      quotas: { tokensPerMinute: { applied: 5 } },
    });
  });

  it("goes by the name where the code is not known", () => {
    const quotas = [
      quota(
        "L-11111111",
        "Cross-region model inference tokens per minute for anthropic claude sonnet 4.5 v1",
        5,
      ),
    ];
    expect(quotasOfModel(quotas, `us.${SONNET}`)).toMatchObject({
      quotas: { tokensPerMinute: { code: "L-11111111" } },
    });
  });

  it.each([
    [
      "a model that is not in the table",
      "global.anthropic.claude-opus-4-8",
      /What Service Quotas calls anthropic\.claude-opus-4-8 is not known here \(table of \d{4}-\d\d-\d\d\)\. "Anthropic Claude Opus 4\.8" reads alike: if it is the same, say so by names/,
    ],
    [
      "a model that nothing reads like",
      "nobody.knows-v1:0",
      /calls nobody\.knows-v1:0 is not known here \(table of [\d-]+\)\.$/,
    ],
    [
      "a profile that has none here",
      `us.mistral.mistral-large-2402-v1:0`,
      /has none for Mistral Large, geo, here/,
    ],
    [
      "a profile that has a quota per day only, which it shares",
      SONNET,
      /has none for Anthropic Claude Sonnet 4\.5 V1, in-region, here/,
    ],
    [
      "an application profile, without the account",
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc",
      /^application-inference-profile\/abc: .* names no model/,
    ],
    [
      "a provisioned model",
      "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc",
      /^provisioned-model\/abc: /,
    ],
  ])("is not guessed: %s", (_name, modelId, reason) => {
    expect(figures(modelId)).toMatch(reason);
  });

  it("is not guessed where name and code say different things", () => {
    const quotas = [
      quota("L-F4DDD3EB", "Something else", 1),
      quota(
        "L-11111111",
        "Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
        2,
      ),
    ];
    expect(quotasOfModel(quotas, `us.${SONNET}`)).toMatchObject({
      known: false,
      reason: /More than one.*L-11111111.*L-F4DDD3EB/,
    });
  });

  it("goes by what the user calls the model", () => {
    const names = { "anthropic.claude-opus-4-8": "Anthropic Claude Opus 4.8" };
    expect(figures("global.anthropic.claude-opus-4-8", names)).toEqual({ tokensPerMinute: 1_000_000 });
    expect(figures("global.constructor", {})).toMatch(/not known/);
  });
});

describe("what is remarkable in a quota", () => {
  it.each([
    [0, 200, "zero"],
    [99, 200, "low"],
    [100, 200, undefined],
    [200, 200, undefined],
    [201, 200, "raised"],
    [undefined, 200, "default only"],
    [undefined, undefined, undefined],
    [7, undefined, undefined],
  ])("%s of %s: %s", (applied, published, mark) => {
    expect(markOf({ code: "", name: "", applied, default: published, adjustable: true })).toBe(mark);
  });
});
