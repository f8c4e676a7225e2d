import { expect, it } from "vitest";
import type { Demand } from "../../src/flow/lane-tokens.js";
import type { Lane } from "../../src/routing/lane.js";
import { tokensToReserve } from "../../src/smithy/reserve.js";
import { world } from "../routing/help.js";

const known = (): Lane => world({ quota: { tokensPerMinute: 1e6 } }).home;
const silent = (): void => undefined;

it("does not look at a request where no token quota matters", () => {
  const input = {
    get messages(): never {
      throw new Error("looked at");
    },
  };
  const operation = "Converse";
  expect(tokensToReserve({}, world().home, { input, operation }, silent)).toBe(0);
  expect(() => tokensToReserve({}, known(), { input, operation }, silent)).toThrow("looked at");
});

it("reads a request once, and reckons anew with what the lane has learned since", () => {
  let read = 0;
  const input = {
    get messages(): string[] {
      read++;
      return ["x".repeat(1000)];
    },
    inferenceConfig: { maxTokens: 10 },
  };
  const lane = known();
  const call: { demand?: Demand } = {};
  const ask = (): number => tokensToReserve(call, lane, { input, operation: "Converse" }, silent);
  expect(ask()).toBe(260);
  const used = { inputTokens: 1000, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
  if (call.demand) lane.tokens.learn(call.demand, used);
  expect(ask()).toBe(298);
  expect(read).toBe(1);
});
