import { readFileSync } from "node:fs";
import type { ModelSettings } from "spillway/simulator";

/** One prompt of `examples/prompts.jsonl`. */
export interface Prompt {
  readonly id: string;
  readonly prompt: string;
  readonly maxTokens: number;
}

/** How the pretend service says that it is full. */
export interface Form {
  readonly full: "tooManyRequests" | "unableToProcess";
  readonly title: string;
}

export const FORMS: readonly Form[] = [
  { full: "tooManyRequests", title: "a service that says 429 ThrottlingException when it is full" },
  { full: "unableToProcess", title: "a service that says 503 ServiceUnavailableException when it is full" },
];

export const MODEL_ID = "us.anthropic.claude-sonnet-4-20250514-v1:0";

/** What is sent to which service. All calls are sent at once, as `Promise.all` does. */
export interface Load {
  readonly prompts: readonly Prompt[];
  readonly service: ModelSettings;
  /** Whether the client with `maxAttempts: 10` takes part. */
  readonly tenAttempts: boolean;
}

/** What the pretend service takes at once, and not one more. */
export const SLOTS = 8;

/** About 0.9 s for an answer at speed 1, longer for long ones. */
const service = (speed: number): ModelSettings => ({
  slots: SLOTS,
  service: { meanMs: 350 / speed, sigma: 0.3, tokensPerSecond: 250 * speed },
  output: { meanTokens: 160, sigma: 0.5 },
});

export function readPrompts(): Prompt[] {
  const text = readFileSync(new URL("../prompts.jsonl", import.meta.url), "utf8");
  // Our own file, in this repository.
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Prompt);
}

/**
 * All prompts twice. The short version: once, to a service that is twice as fast, and without the client that tries
 * ten times, whose long pauses would make it a long version.
 */
export function loadOf(quick: boolean): Load {
  const prompts = readPrompts();
  return quick
    ? { prompts, service: service(2), tenAttempts: false }
    : { prompts: [...prompts, ...prompts], service: service(1), tenAttempts: true };
}
