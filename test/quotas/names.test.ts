import { describe, expect, it } from "vitest";
import { readsAlike } from "../../src/quotas/alike.js";
import { MODELS } from "../../src/quotas/models.js";
import { parseQuotaName } from "../../src/quotas/names.js";

describe("the name of a quota", () => {
  it.each([
    [
      "On-demand model inference requests per minute for Amazon Nova Lite",
      "Amazon Nova Lite",
      ["in-region"],
      "requestsPerMinute",
      false,
    ],
    [
      "Cross-region model inference tokens per minute for Anthropic Claude Opus 4.5",
      "Anthropic Claude Opus 4.5",
      ["geo"],
      "tokensPerMinute",
      false,
    ],
    [
      "Cross-Region model inference tokens per minute for Anthropic Claude 3.5 Sonnet V2",
      "Anthropic Claude 3.5 Sonnet V2",
      ["geo"],
      "tokensPerMinute",
      false,
    ],
    [
      "Global cross-region model inference tokens per minute for Anthropic Claude Opus 4.7",
      "Anthropic Claude Opus 4.7",
      ["global"],
      "tokensPerMinute",
      false,
    ],
    [
      "Global cross-region model inference tokens per day for Amazon Nova 2 Lite",
      "Amazon Nova 2 Lite",
      ["global"],
      "tokensPerDay",
      false,
    ],
    [
      "Model invocation max tokens per day for Amazon Nova Pro (doubled for cross-region calls)",
      "Amazon Nova Pro",
      ["in-region", "geo"],
      "tokensPerDay",
      true,
    ],
    [
      "Model invocation max tokens per day for Amazon Nova Pro",
      "Amazon Nova Pro",
      ["in-region", "geo"],
      "tokensPerDay",
      false,
    ],
  ])("%s", (name, model, profiles, kind, doubled) => {
    expect(parseQuotaName(name)).toEqual({ model, profiles, kind, doubled });
  });

  it.each([
    "On-demand, latency-optimized model inference tokens per minute for Amazon Nova Pro",
    "On-demand InvokeModel concurrent requests for Amazon Nova Sonic",
    "Cross-Model Account-Level Tokens Per Day",
    "Global cross-region model inference requests per day for Amazon Nova 2 Lite",
    "Records per batch inference job for Claude 3 Haiku",
    "",
  ])("%j belongs to no model's calls", (name) => {
    expect(parseQuotaName(name)).toBeUndefined();
  });
});

describe("the table of models", () => {
  it("names each model once, and gives no code to two quotas of different kind", () => {
    expect(new Set(MODELS.map(({ id }) => id)).size).toBe(MODELS.length);
    const uses = new Map<string, string>();
    for (const { id, codes } of MODELS) {
      for (const { code, profile, kind } of codes) {
        expect(code).toMatch(/^L-[0-9A-F]{8}$/);
        // Tokens per day are one quota for in-region and geo.
        const use = `${id} ${kind === "tokensPerDay" && profile !== "global" ? "regional" : profile} ${kind}`;
        expect(uses.get(code) ?? use).toBe(use);
        uses.set(code, use);
      }
    }
  });

  it("gives two models no name in common", () => {
    const names = MODELS.flatMap((model) => model.names.map((name) => name.toLowerCase()));
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it("has a version in a name only where its id has the same", () => {
    const numbers = (text: string): string =>
      (text.match(/\d+(?:[.-]\d+)?/g) ?? []).join(" ").replaceAll("-", ".");
    const claudes = MODELS.filter(({ id }) => id.startsWith("anthropic."));
    for (const { id, names } of claudes) {
      const [version = ""] = numbers(id.replace(/-\d{8}.*$/, "")).split(" ");
      expect([id, numbers(names[0] ?? "")]).toEqual([
        id,
        expect.stringMatching(new RegExp(`^${version}\\b`)),
      ]);
    }
    expect(claudes.length).toBeGreaterThan(10);
  });

  // As AWS has published them.
  it.each([
    ["anthropic.claude-sonnet-4-5-20250929-v1:0", "geo", "tokensPerMinute", "L-F4DDD3EB"],
    ["anthropic.claude-sonnet-4-5-20250929-v1:0", "global", "requestsPerMinute", "L-DB84CE56"],
    ["anthropic.claude-haiku-4-5-20251001-v1:0", "geo", "tokensPerDay", "L-6120CF2D"],
    ["anthropic.claude-haiku-4-5-20251001-v1:0", "global", "tokensPerDay", "L-B5C049AE"],
    ["anthropic.claude-opus-4-6-v1", "global", "tokensPerMinute", "L-3DCCFAA4"],
    ["amazon.nova-pro-v1:0", "in-region", "requestsPerMinute", "L-F2717A44"],
    ["amazon.nova-lite-v1:0", "geo", "tokensPerMinute", "L-7C42E72A"],
  ])("%s, %s, %s: %s", (id, profile, kind, code) => {
    expect(MODELS.find((model) => model.id === id)?.codes).toContainEqual({ profile, kind, code });
  });
});

describe("a name that reads as an id does", () => {
  it.each([
    ["anthropic.claude-opus-4-8-20260801-v1:0", "Anthropic Claude Opus 4.8", true],
    ["anthropic.claude-opus-4-8", "Anthropic Claude Opus 4.8 V1", true],
    ["anthropic.claude-opus-4-8", "Anthropic Claude Opus 4.8 V1 1M Context Length", false],
    ["anthropic.claude-opus-4-8", "Anthropic Claude Opus 4", false],
    ["anthropic.claude-3-5-sonnet-20241022-v2:0", "Anthropic Claude 3 Sonnet", false],
  ])("%s, %s: %s", (id, name, alike) => {
    expect(readsAlike(id, name)).toBe(alike);
  });
});
