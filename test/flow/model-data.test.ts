import { describe, expect, it } from "vitest";
import { modelData } from "../../src/flow/model-data.js";

describe("what a model's family means for token quotas", () => {
  it.each([
    ["us.anthropic.claude-opus-4-8-v1:0", 64_000, 15],
    ["anthropic.claude-sonnet-5-v1:0", 64_000, 10],
    ["global.anthropic.claude-opus-4-5-20251101-v1:0", 32_000, 5],
    ["anthropic.claude-sonnet-4-20250514-v1:0", 64_000, 5],
    ["us.anthropic.claude-3-7-sonnet-20250219-v1:0", 64_000, 5],
    ["anthropic.claude-3-5-haiku-20241022-v1:0", 8192, 5],
    ["anthropic.claude-v2:1", 4096, 5],
    ["eu.amazon.nova-pro-v1:0", 10_000, 1],
    ["meta.llama3-70b-instruct-v1:0", 8192, 1],
    ["amazon.titan-embed-text-v2:0", 0, 1],
    ["", 8192, 1],
  ])("of %s: at most %d tokens of output, each counted %d times", (id, maxOutputTokens, outputWeight) => {
    expect(modelData(id)).toMatchObject({ maxOutputTokens, outputWeight });
  });
});
