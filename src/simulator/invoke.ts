import { converseBody } from "./converse.js";
import { chunkFrame, remembered } from "./frames.js";
import { invocationMetrics, type Said, type StreamFormat, stopReasonOf, usageOf } from "./said.js";

const anthropicMessage = (said: Said, content: readonly unknown[]) => ({
  id: `msg_bdrk_${said.requestId.replaceAll("-", "").slice(0, 24)}`,
  type: "message",
  role: "assistant",
  model: said.facts.model,
  content,
});

const anthropicBody = (said: Said, text: string) => ({
  ...anthropicMessage(said, [{ type: "text", text }]),
  stop_reason: stopReasonOf(said),
  stop_sequence: null,
  usage: { input_tokens: said.facts.inputTokens, output_tokens: said.outputTokens },
});

/** Body of an InvokeModel answer: Anthropic messages or Nova. */
export const invokeBody = (said: Said, text: string): unknown =>
  said.facts.anthropic ? anthropicBody(said, text) : converseBody(said, text);

const anthropicStream = (said: Said): StreamFormat => ({
  open: [
    chunkFrame({
      type: "message_start",
      message: {
        ...anthropicMessage(said, []),
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: said.facts.inputTokens, output_tokens: 1 },
      },
    }),
    remembered("anthropic/start", () =>
      chunkFrame({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }),
    ),
  ],
  word: (text) =>
    remembered(`anthropic/${text}`, () =>
      chunkFrame({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } }),
    ),
  close: [
    remembered("anthropic/stop", () => chunkFrame({ type: "content_block_stop", index: 0 })),
    chunkFrame({
      type: "message_delta",
      delta: { stop_reason: stopReasonOf(said), stop_sequence: null },
      usage: { output_tokens: said.outputTokens },
    }),
    chunkFrame({ type: "message_stop", ...invocationMetrics(said) }),
  ],
});

const novaStream = (said: Said): StreamFormat => ({
  open: [remembered("nova/start", () => chunkFrame({ messageStart: { role: "assistant" } }))],
  word: (text) =>
    remembered(`nova/${text}`, () =>
      chunkFrame({ contentBlockDelta: { delta: { text }, contentBlockIndex: 0 } }),
    ),
  close: [
    remembered("nova/stop", () => chunkFrame({ contentBlockStop: { contentBlockIndex: 0 } })),
    chunkFrame({ messageStop: { stopReason: stopReasonOf(said) } }),
    chunkFrame({ metadata: { usage: usageOf(said), metrics: {} }, ...invocationMetrics(said) }),
  ],
});

/** Frames of an InvokeModelWithResponseStream answer. */
export const invokeStream = (said: Said): StreamFormat =>
  said.facts.anthropic ? anthropicStream(said) : novaStream(said);
