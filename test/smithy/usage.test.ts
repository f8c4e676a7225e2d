import { describe, expect, it } from "vitest";
import { readUsage, usageOfAnswer, usageOfBody, usageOfChunk } from "../../src/smithy/usage.js";

const said = (inputTokens: number, outputTokens?: number, cacheReadTokens = 0, cacheWriteTokens = 0) => ({
  inputTokens,
  outputTokens,
  cacheReadTokens,
  cacheWriteTokens,
});

describe("usage", () => {
  it.each([
    [{ inputTokens: 1, outputTokens: 2, totalTokens: 3 }, said(1, 2)],
    [
      { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheWriteInputTokens: 4 },
      said(1, 2, 3, 4),
    ],
    [{ inputTokens: 1, outputTokens: 2, cacheReadInputTokens: null }, said(1, 2)],
    [{ inputTokens: 1 }, said(1)],
    [{ inputTokens: 1, outputTokens: -2 }, said(1)],
    [{ inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 1e308 }, said(1, 2)],
    [{ inputTokens: 1e308, outputTokens: 2 }, undefined],
    [{ inputTokens: "1", outputTokens: 2 }, undefined],
    [{ outputTokens: 2 }, undefined],
    [undefined, undefined],
    ["usage", undefined],
  ])("%j is %j", (told, usage) => {
    expect(readUsage(told)).toEqual(usage);
  });
});

describe("the usage of InvokeModel", () => {
  it("stands in headers", () => {
    const headers = {
      "x-amzn-bedrock-input-token-count": "12",
      "x-amzn-bedrock-output-token-count": "34",
      "x-amzn-bedrock-cache-read-input-token-count": "5",
      "x-amzn-bedrock-cache-write-input-token-count": "6",
    };
    expect(readUsage(usageOfAnswer({}, headers))).toEqual(said(12, 34, 5, 6));
  });

  it.each([{}, { "x-amzn-bedrock-input-token-count": "many" }])("is not read from %j", (headers) => {
    expect(usageOfAnswer({ body: new Uint8Array() }, headers)).toBeUndefined();
  });

  it.each([
    [
      "Claude",
      {
        usage: {
          input_tokens: 1,
          output_tokens: 2,
          cache_read_input_tokens: 3,
          cache_creation_input_tokens: 4,
        },
      },
      said(1, 2, 3, 4),
    ],
    ["Nova", { usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokenCount: 3 } }, said(1, 2, 3)],
    ["Llama", { prompt_token_count: 1, generation_token_count: 2 }, said(1, 2)],
    ["OpenAI", { usage: { prompt_tokens: 1, completion_tokens: 2 } }, said(1, 2)],
    ["Titan Embed", { inputTextTokenCount: 1, embedding: [] }, said(1)],
    ["nobody", { text: "hello" }, undefined],
    ["a list", [1, 2], undefined],
  ])("stands in the body as %s writes it", (_family, written, usage) => {
    const body = new TextEncoder().encode(JSON.stringify(written));
    expect(readUsage(usageOfBody({ body }))).toEqual(usage);
  });

  it.each([undefined, "text", new TextEncoder().encode("<html>")])("is nothing for the body %s", (body) => {
    expect(readUsage(usageOfBody({ body }))).toBeUndefined();
  });

  it("streamed stands in the chunk with the service's metrics", () => {
    const metrics = { inputTokenCount: 1, outputTokenCount: 2, cacheReadInputTokenCount: 3 };
    const chunk = JSON.stringify({ type: "message_stop", "amazon-bedrock-invocationMetrics": metrics });
    expect(readUsage(usageOfChunk(chunk))).toEqual(said(1, 2, 3));
    expect(readUsage(usageOfChunk(chunk.slice(0, -5)))).toBeUndefined();
    expect(usageOfChunk('{"type":"message_stop"}')).toBeUndefined();
  });
});
