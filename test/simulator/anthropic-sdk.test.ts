import AnthropicBedrock from "@anthropic-ai/bedrock-sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSimulator, type Listening } from "../../src/simulator/index.js";

// A client by others, with its own reading of streams and errors: what it understands, the simulator says rightly.
const simulator = createSimulator({
  defaults: { service: { meanMs: 10 }, networkMs: 0, rejectMs: 0 },
  models: {
    "anthropic.throttled": { faults: [{ fault: "tooManyRequests" }] },
    "anthropic.first": { faults: [{ fault: "tooManyTokens", where: "firstFrame" }] },
    "anthropic.mid": { faults: [{ fault: "unableToProcess", where: "midStream" }] },
    "anthropic.slow": { faults: [{ where: "slow", stretch: 1 }] },
  },
});
let listening: Listening;
let client: AnthropicBedrock;

beforeAll(async () => {
  listening = await simulator.listen();
  client = new AnthropicBedrock({
    awsRegion: "us-east-1",
    awsAccessKey: "AKIDFAKE",
    awsSecretKey: "secret-never-seen",
    baseURL: listening.urls["us-east-1"] ?? "",
    maxRetries: 0,
  });
});
afterAll(() => listening.close());

const ask = (model: string) => ({
  model,
  max_tokens: 100,
  messages: [{ role: "user" as const, content: "Where does the water go?" }],
});

it("gets an answer", async () => {
  const message = await client.messages.create(ask("anthropic.well"));
  expect(message).toMatchObject({ type: "message", role: "assistant", model: "anthropic.well" });
  const [block] = message.content;
  expect(block?.type === "text" && block.text).toMatch(/^the river/);
  expect(message.usage.input_tokens).toBe(6);
  expect(message.usage.output_tokens).toBeGreaterThan(0);
});

it.each(["anthropic.well", "anthropic.slow"])("gets the events of a stream of %s", async (model) => {
  const events = [];
  for await (const event of await client.messages.create({ ...ask(model), stream: true })) events.push(event);
  const kinds = [...new Set(events.map(({ type }) => type))];
  expect(kinds).toEqual([
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
});

it("puts a message together from a stream", async () => {
  const message = await client.messages.stream(ask("anthropic.well")).finalMessage();
  const [block] = message.content;
  expect(block?.type === "text" && block.text).toMatch(/^the river/);
  expect(message.stop_reason).toMatch(/^(end_turn|max_tokens)$/);
  expect(message.usage.output_tokens).toBeGreaterThan(0);
});

it("is told of a throttle", async () => {
  const error = await client.messages.create(ask("anthropic.throttled")).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AnthropicBedrock.RateLimitError);
  expect(error).toMatchObject({ status: 429, message: expect.stringContaining("Too many requests") });
});

it.each([
  ["anthropic.first", /Too many tokens/],
  ["anthropic.mid", /unable to process/],
])("is told of an exception in a stream of %s", async (model, text) => {
  const reading = async (): Promise<void> => {
    for await (const _ of await client.messages.create({ ...ask(model), stream: true }));
  };
  await expect(reading()).rejects.toThrow(text);
});

it("has left nothing open", async () => {
  await expect.poll(() => simulator.report().totals.open, { interval: 5 }).toBe(0);
  expect(simulator.report().totals.attempts).toBe(7);
});
