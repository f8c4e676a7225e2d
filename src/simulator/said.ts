import type { Facts } from "./facts.js";

/** What a finished answer tells of itself, whatever its format. */
export interface Said {
  readonly facts: Facts;
  readonly requestId: string;
  readonly outputTokens: number;
  readonly capped: boolean;
  /** Whole time and time to the first token in ms. */
  readonly latencyMs: number;
  readonly firstMs: number;
}

/** The frames of a streamed answer. */
export interface StreamFormat {
  /** Before the first word. */
  readonly open: readonly Uint8Array[];
  /** One piece of text. */
  readonly word: (text: string) => Uint8Array;
  /** After the last word, with the end mark. */
  readonly close: readonly Uint8Array[];
}

const WORDS =
  "the river fills its bed and what is too much flows aside over the spillway into the next ".split(/(?<= )/);

/** The `index`-th word of every answer. */
export const wordAt = (index: number): string => WORDS[index % WORDS.length] ?? "";

/** The first `count` words of every answer. */
export const textOf = (count: number): string => Array.from({ length: count }, (_, i) => wordAt(i)).join("");

export const usageOf = ({ facts, outputTokens }: Said) => ({
  inputTokens: facts.inputTokens,
  outputTokens,
  totalTokens: facts.inputTokens + outputTokens,
});

export const stopReasonOf = ({ capped }: Said): "max_tokens" | "end_turn" =>
  capped ? "max_tokens" : "end_turn";

/** What the service itself adds to the last chunk of a streamed invocation. */
export const invocationMetrics = (said: Said) => ({
  "amazon-bedrock-invocationMetrics": {
    inputTokenCount: said.facts.inputTokens,
    outputTokenCount: said.outputTokens,
    invocationLatency: said.latencyMs,
    firstByteLatency: said.firstMs,
  },
});
