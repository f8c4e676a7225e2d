import { describe, expect, it } from "vitest";
import { isBound } from "../../src/smithy/bound.js";

const MODEL = "anthropic.claude-3-haiku-20240307-v1:0";
const ARN = "arn:aws:bedrock:us-east-1:123456789012:";
const place = { s3Location: { uri: "s3://bucket/key", bucketOwner: "123456789012" } };
const content = (...blocks: object[]): object => ({ messages: [{ role: "user", content: blocks }] });
const said = (text: string): object => content({ text });

describe("a call may go elsewhere", () => {
  it.each(["Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream"])("of %s", (name) => {
    expect(isBound(name, MODEL, said("hello"))).toBe(false);
  });

  it.each([
    MODEL,
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "us-gov.anthropic.claude-3-haiku-20240307-v1:0",
    "openai.gpt-oss-120b-1:0",
    "deepseek.v3-v1:0",
    "ai21.jamba-1-5-mini-v1:0",
  ])("for %s", (id) => {
    expect(isBound("Converse", id, said("hello"))).toBe(false);
  });

  it.each<[string, object]>([
    ["a picture in bytes", content({ image: { format: "png", source: { bytes: new Uint8Array(3) } } })],
    ["a prompt about S3", said('{"s3Location":{"uri":"s3://bucket"},"s3Uri":"s3://bucket"}')],
    ["what a tool was asked", content({ toolUse: { name: "t", input: { ...place, s3Uri: "s3://b/k" } } })],
    ["what a tool said", content({ toolResult: { content: [{ json: place }] } })],
    ["a schema", { toolConfig: { tools: [{ toolSpec: { inputSchema: { json: { s3Uri: "string" } } } }] } }],
    ["no guardrail", { guardrailConfig: undefined, guardrailIdentifier: null, promptVariables: undefined }],
    ["nothing", {}],
  ])("with %s", (_name, input) => {
    expect(isBound("Converse", MODEL, { modelId: MODEL, ...input })).toBe(false);
  });

  it.each<[string, unknown]>([
    ["a prompt about S3", JSON.stringify({ prompt: 'where is "s3Location": {"uri":"s3://bucket"}?' })],
    [
      "a schema",
      JSON.stringify({ tools: [{ input_schema: { properties: { s3Uri: { type: "string" } } } }] }),
    ],
    ["a schema of places", JSON.stringify({ properties: { s3Location: { type: "object" } } })],
    ["text that is no JSON", "water"],
    ["bytes", new TextEncoder().encode('{"prompt":"hello"}')],
    ["no body", undefined],
  ])("with a body that holds %s", (_name, body) => {
    expect(isBound("InvokeModel", MODEL, { body })).toBe(false);
  });
});

describe("a call stays where it is", () => {
  it.each([
    "CountTokens",
    "ApplyGuardrail",
    "StartAsyncInvoke",
    "InvokeModelWithBidirectionalStream",
    "unknown",
    "",
    "constructor",
  ])("of %j", (name) => {
    expect(isBound(name, MODEL, {})).toBe(true);
  });

  it.each([
    [`${ARN}provisioned-model/abcdef123456`],
    [`${ARN}custom-model/amazon.nova-lite-v1:0:300k/abcdef123456`],
    [`${ARN}custom-model-deployment/abcdef123456`],
    [`${ARN}imported-model/abcdef123456`],
    [`${ARN}application-inference-profile/abcdef123456`],
    [`${ARN}inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0`],
    [`${ARN}prompt/ABCDEFGHIJ:1`],
    [`${ARN}default-prompt-router/anthropic.claude:1`],
    [`${ARN}prompt-router/abcdef123456`],
    ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"],
    ["arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-lite-v1:0"],
    ["arn:aws:sagemaker:us-east-1:123456789012:endpoint/my.endpoint"],
    ["amazon.titan-text-lite-v1:0:4k/abcdef123456"],
    ["abcdef123456"],
    ["BedrockRuntime/Converse"],
    [""],
  ])("for %j", (id) => {
    expect(isBound("Converse", id, said("hello"))).toBe(true);
  });

  it.each<[string, object]>([
    ["a guardrail", { guardrailConfig: { guardrailIdentifier: "g", guardrailVersion: "1" } }],
    ["a guardrail of InvokeModel", { guardrailIdentifier: "g", guardrailVersion: "1" }],
    ["variables of a prompt", { promptVariables: { who: { text: "you" } } }],
    ["a picture in S3", content({ text: "see" }, { image: { format: "png", source: place } })],
    ["a document in S3", content({ document: { name: "d", format: "pdf", source: place } })],
    ["a film in S3", content({ video: { format: "mp4", source: place } })],
    ["a tool's picture in S3", content({ toolResult: { content: [{ image: { source: place } }] } })],
    ["a place for the model", { additionalModelRequestFields: { mediaSource: place } }],
    ["the address of a file", { additionalModelRequestFields: { s3Uri: "s3://bucket/key" } }],
  ])("with %s", (_name, input) => {
    expect(isBound("ConverseStream", MODEL, { modelId: MODEL, ...input })).toBe(true);
  });

  const film = JSON.stringify({ inputPrompt: "what is it?", mediaSource: place });

  it.each<[string, unknown]>([
    ["a place", film],
    ["a place in bytes", new TextEncoder().encode(film)],
    ["a place in a Buffer", Buffer.from(film)],
    ["a place in an ArrayBuffer", new TextEncoder().encode(film).buffer],
    ["a place, escaped", film.replace("s3Location", "\\u00733Location").replace("s3:", "\\u00733:")],
    ["an address", JSON.stringify({ images: [{ s3Uri: "s3://bucket/key" }] })],
    ["something that can't be read", "s3Location {"],
    ["a stream", new ReadableStream()],
    ["a Blob", new Blob([film])],
  ])("with a body that holds %s", (_name, body) => {
    expect(isBound("InvokeModelWithResponseStream", MODEL, { body })).toBe(true);
  });
});

describe("it never throws", () => {
  const cyclic: Record<string, unknown> = { role: "user" };
  cyclic.content = [cyclic];
  let deep: unknown = place;
  for (let i = 0; i < 50_000; i++) deep = { image: deep };
  const throwing = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
    },
  );
  const getter = {
    get messages(): unknown {
      throw new Error("no");
    },
  };

  it.each<[string, unknown, boolean]>([
    ["nothing", undefined, false],
    ["null", null, false],
    ["a number", 7, false],
    ["a text", "s3Location", false],
    ["a ring", { messages: [cyclic] }, false],
    ["a well", { messages: [deep] }, true],
    ["a proxy that throws", { messages: throwing }, true],
    ["a getter that throws", getter, false],
  ])("at %s", (_name, input, expected) => {
    expect(isBound("Converse", MODEL, input)).toBe(expected);
  });

  it("at a body that is nested deep", () => {
    const body = `${"[".repeat(200_000)}"s3"${"]".repeat(200_000)}`;
    expect(typeof isBound("InvokeModel", MODEL, { body })).toBe("boolean");
  });
});
