import { describe, expect, it } from "vitest";
import { chunk, reading, type Source, STOP, TEXT, watching } from "./stream-help.js";

/** Streams that end plainly at some point, and what their reader is told. */

const given =
  (events: readonly unknown[]) =>
  (source: Source): void => {
    source.give(...events);
    source.end();
  };

const metrics = { "amazon-bedrock-invocationMetrics": { inputTokenCount: 3, outputTokenCount: 4 } };

/** Family: chunks of an answer that is cut, and what would have ended it. */
const FAMILIES: Readonly<Record<string, { cut: readonly object[]; last: object }>> = {
  Anthropic: {
    cut: [
      { type: "message_start", message: { stop_reason: null, usage: { input_tokens: 3 } } },
      { type: "content_block_delta", delta: { text: 'he wrote "stop_reason": "end_turn"' } },
    ],
    last: { type: "message_stop", ...metrics },
  },
  Nova: {
    cut: [{ messageStart: { role: "assistant" } }, { contentBlockDelta: { delta: { text: "x" } } }],
    last: { messageStop: { stopReason: "end_turn" } },
  },
  Titan: {
    cut: [{ outputText: "x", index: 0, completionReason: null }],
    last: { outputText: "x", completionReason: "FINISH" },
  },
  Llama: { cut: [{ generation: "x", stop_reason: null }], last: { generation: "", stop_reason: "stop" } },
  Mistral: {
    cut: [{ outputs: [{ text: "x", stop_reason: null }] }],
    last: { outputs: [{ text: "", stop_reason: "length" }] },
  },
  Cohere: {
    cut: [{ is_finished: false, event_type: "text-generation", text: "x" }],
    last: { is_finished: true, event_type: "stream-end", finish_reason: "COMPLETE" },
  },
  "of the shape of OpenAI's": {
    cut: [{ choices: [{ delta: { content: "x" }, finish_reason: null }] }],
    last: { choices: [{ delta: {}, finish_reason: "stop" }] },
  },
  "that says only the service's metrics": { cut: [], last: metrics },
};

const operation = "InvokeModelWithResponseStream";

describe.each(Object.entries(FAMILIES))("a stream of a family %s", (_name, { cut, last }) => {
  const events = cut.map(chunk);

  it("is whole with its end mark", async () => {
    const { stream, ends } = await watching(given([...events, chunk(last)]), { operation });
    expect(await reading(stream)).toBe(`${events.length + 1}`);
    expect(ends).toMatchObject([{ how: "complete" }]);
  });

  it.runIf(cut.length > 0)("is truncated without", async () => {
    const { stream, ends } = await watching(given(events), { operation });
    expect(await reading(stream)).toBe(`${events.length} STREAM_TRUNCATED`);
    expect(ends).toEqual([{ how: "truncated" }]);
  });
});

describe("a stream", () => {
  it("of a family that nobody knows may end as it likes", async () => {
    const { stream, ends } = await watching(given([chunk({ tokens: ["x"] }), chunk({ tokens: ["y"] })]), {
      operation,
    });
    expect(await reading(stream)).toBe("2");
    expect(ends).toEqual([{ how: "complete", usage: undefined }]);
  });

  it("without a single event is none: that is an attempt that failed", async () => {
    await expect(watching(given([]), { operation })).rejects.toMatchObject({ code: "STREAM_TRUNCATED" });
    await expect(watching(given([]))).rejects.toMatchObject({ code: "STREAM_TRUNCATED" });
  });

  it("without a single event, which is to be ignored, is told of and given", async () => {
    const { stream, ends } = await watching(given([]), { truncation: "ignore" });
    expect(ends).toEqual([{ how: "truncated" }]);
    expect(await reading(stream)).toBe("0");
  });

  it("of Converse that lacks only its usage is whole", async () => {
    const { stream, ends } = await watching(given([TEXT, STOP]));
    expect(await reading(stream)).toBe("2");
    expect(ends).toEqual([{ how: "complete", usage: undefined }]);
  });

  it("that is cut says how far it came, to every reader, and what to do", async () => {
    const { stream } = await watching(given([TEXT, TEXT]));
    const error = await (async () => {
      for await (const _event of stream);
    })().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("ConverseStream ended after 2 events without its end mark");
    expect(String(error)).toContain("SPILLWAY_STREAMS_TRUNCATION");
    expect(await reading(stream)).toBe("0 STREAM_TRUNCATED");
  });

  it("that goes both ways says nothing of its end, and may be silent", async () => {
    const { stream, clock, ends, source } = await watching((of) => of.give(chunk({ event: {} })), {
      operation: "InvokeModelWithBidirectionalStream",
    });
    expect(source.asked).toBe(0);
    await clock.advance(100_000);
    const read = reading(stream);
    await clock.advance(100_000);
    source.end();
    expect(await read).toBe("1");
    expect(ends).toEqual([{ how: "complete", usage: undefined }]);
  });
});
