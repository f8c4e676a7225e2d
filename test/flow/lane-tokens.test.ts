import { describe, expect, it } from "vitest";
import { LaneTokens, type Usage } from "../../src/flow/lane-tokens.js";
import type { QuotaSettings } from "../../src/settings/settings.js";

const UNKNOWN: QuotaSettings = {
  requestsPerMinute: undefined,
  tokensPerMinute: undefined,
  tokensPerDay: undefined,
};
const SONNET = "anthropic.claude-sonnet-4-20250514-v1:0";
const USED: Usage = { inputTokens: 3000, cacheReadTokens: 4000, cacheWriteTokens: 1000, outputTokens: 1000 };

describe("what a request costs in a lane", () => {
  it("at its start is its input and the maximum that it names, once", () => {
    expect(new LaneTokens(SONNET, UNKNOWN).reserved({ bytes: 4000, maxTokens: 200 })).toBe(1200);
  });

  it.each([
    [SONNET, {}, 64_000],
    [SONNET, { maxOutputTokens: 500 }, 500],
    [SONNET, { maxOutputTokens: 0 }, 0],
    ["amazon.titan-embed-text-v2:0", {}, 0],
  ])("without a maximum, of %s with %j, is %d and the input", (model, settings, maximum) => {
    const tokens = new LaneTokens(model, { ...UNKNOWN, ...settings });
    expect(tokens.reserved({ bytes: 400, maxTokens: undefined })).toBe(100 + maximum);
  });

  // The example of the service's own page: 3000 + 1000 + 5 * 1000; what is read from a cache is free.
  it.each([
    [SONNET, {}, 9000],
    [SONNET, { outputWeight: 1 }, 5000],
    [SONNET, { outputWeight: 0 }, 4000],
    ["us.anthropic.claude-opus-4-8-v1:0", {}, 19_000],
    ["amazon.nova-pro-v1:0", {}, 5000],
  ])("at its end, of %s with %j, is %d", (model, settings, total) => {
    expect(new LaneTokens(model, { ...UNKNOWN, ...settings }).settled(USED)).toBe(total);
  });

  it("is not known where nobody said how much was written, but of a model that writes nothing", () => {
    const used = { ...USED, outputTokens: undefined };
    expect(new LaneTokens(SONNET, UNKNOWN).settled(used)).toBeUndefined();
    expect(new LaneTokens("cohere.embed-english-v3", UNKNOWN).settled(used)).toBe(4000);
  });

  it("is estimated by all that was sent, what the service read from its cache too", () => {
    const tokens = new LaneTokens(SONNET, UNKNOWN);
    for (let i = 0; i < 100; i++) tokens.learn({ bytes: 16_000, maxTokens: 1 }, USED);
    expect(tokens.perByte).toBeCloseTo(0.5, 2);
    expect(tokens.reserved({ bytes: 16_000, maxTokens: 1 })).toBeGreaterThan(7800);
  });
});
