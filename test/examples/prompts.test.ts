import { expect, test } from "vitest";
import { readPrompts } from "../../examples/demo/load.js";

test("the prompts have ids of their own, a text and a limit, and very different lengths", () => {
  const prompts = readPrompts();
  const lengths = prompts.map(({ prompt }) => prompt.length);
  expect(new Set(prompts.map(({ id }) => id)).size).toBe(prompts.length);
  expect(prompts.length).toBeGreaterThanOrEqual(60);
  expect(prompts.filter(({ maxTokens }) => !Number.isInteger(maxTokens) || maxTokens < 1)).toEqual([]);
  expect(Math.min(...lengths)).toBeGreaterThan(10);
  expect(Math.max(...lengths)).toBeGreaterThan(40 * Math.min(...lengths));
});
