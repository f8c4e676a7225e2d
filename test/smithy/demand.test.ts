import { describe, expect, it } from "vitest";
import { readDemand } from "../../src/smithy/demand.js";

const image = { format: "png", source: { bytes: new Uint8Array(100_000) } };
const base64 = "A".repeat(100_000);
const body = (fields: object): { body: string } => ({ body: JSON.stringify(fields) });

describe("what a Converse request asks of quotas", () => {
  it("is the bytes of all its texts, as UTF-8, and its maximum", () => {
    const input = {
      modelId: "m",
      messages: [{ role: "user", content: [{ text: "hello" }, { text: "水库" }] }],
      system: [{ text: "be" }],
      toolConfig: { tools: [{ toolSpec: { name: "t", inputSchema: { json: { type: "object" } } } }] },
      promptVariables: { who: { text: "you" } },
      inferenceConfig: { maxTokens: 300 },
    };
    const words = ["user", "hello", "be", "t", "object", "you"];
    expect(readDemand(input, "Converse")).toEqual({ bytes: words.join("").length + 6, maxTokens: 300 });
  });

  it("leaves out pictures and documents", () => {
    const content = [{ image }, { document: { name: "d", format: "pdf", source: { bytes: base64 } } }];
    const { bytes } = readDemand({ messages: [{ content }] }, "ConverseStream");
    expect(bytes).toBeLessThan(20);
  });

  it.each([undefined, null, 7, "text", {}])("is nothing to speak of for %j", (input) => {
    expect(readDemand(input, "Converse")).toEqual({ bytes: 0, maxTokens: undefined });
  });
});

describe("what an InvokeModel request asks of quotas", () => {
  it.each([
    ["Claude", { max_tokens: 10 }],
    ["older Claude", { max_tokens_to_sample: 10 }],
    ["Llama", { max_gen_len: 10 }],
    ["Titan", { textGenerationConfig: { maxTokenCount: 10 } }],
    ["Nova", { inferenceConfig: { maxTokens: 10 } }],
    ["Nova, older", { inferenceConfig: { max_new_tokens: 10 } }],
    ["Jurassic", { maxTokens: 10 }],
    ["OpenAI", { max_completion_tokens: 10 }],
  ])("has a maximum as %s names it", (_family, fields) => {
    expect(readDemand(body({ prompt: "hello", ...fields }), "InvokeModel")).toEqual({
      bytes: 5,
      maxTokens: 10,
    });
  });

  it.each([1.5, -1, "10", 1e300, null])("has none where that is %j", (max_tokens) => {
    expect(readDemand(body({ max_tokens }), "InvokeModel").maxTokens).toBeUndefined();
  });

  it("is read from bytes too", () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ prompt: "hello", max_tokens: 10 }));
    expect(readDemand({ body: bytes }, "InvokeModel")).toEqual({ bytes: 5, maxTokens: 10 });
  });

  it("is its text where it is no JSON, and nothing where it can be read once only", () => {
    expect(readDemand({ body: "hello" }, "InvokeModel")).toEqual({ bytes: 5, maxTokens: undefined });
    expect(readDemand({ body: new ReadableStream() }, "InvokeModel").bytes).toBe(0);
  });

  it.each([
    ["base64", { type: "base64", media_type: "image/png", data: base64 }],
    ["a data URL", { url: `data:image/png;base64,${base64}` }],
  ])("leaves out %s", (_name, source) => {
    expect(readDemand(body({ messages: [{ content: [source] }] }), "InvokeModel").bytes).toBeLessThan(20);
  });

  it("counts the text of a document that is text", () => {
    const source = { type: "text", data: "x".repeat(500) };
    expect(readDemand(body({ content: [{ source }] }), "InvokeModel").bytes).toBe(504);
  });
});

it.each(["CountTokens", "StartAsyncInvoke", "ApplyGuardrail"])("%s asks nothing of quotas", (operation) => {
  expect(readDemand({ messages: [{ text: "hello" }] }, operation)).toEqual({ bytes: 0, maxTokens: 0 });
});
