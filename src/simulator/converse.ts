import { eventFrame, remembered } from "./frames.js";
import { type Said, type StreamFormat, stopReasonOf, usageOf } from "./said.js";

/** Body of a Converse answer; Nova's own format is the same. */
export const converseBody = (said: Said, text: string) => ({
  output: { message: { role: "assistant", content: [{ text }] } },
  stopReason: stopReasonOf(said),
  usage: usageOf(said),
  metrics: { latencyMs: said.latencyMs },
});

const event = (type: string, body: unknown): Uint8Array => eventFrame(type, body);

/** Frames of a ConverseStream answer. */
export const converseStream = (said: Said): StreamFormat => ({
  open: [remembered("converse/start", () => event("messageStart", { role: "assistant" }))],
  word: (text) =>
    remembered(`converse/${text}`, () =>
      event("contentBlockDelta", { contentBlockIndex: 0, delta: { text } }),
    ),
  close: [
    remembered("converse/stop", () => event("contentBlockStop", { contentBlockIndex: 0 })),
    event("messageStop", { stopReason: stopReasonOf(said) }),
    event("metadata", { usage: usageOf(said), metrics: { latencyMs: said.latencyMs } }),
  ],
});
