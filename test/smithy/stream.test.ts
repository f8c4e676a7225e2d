import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { streamOf } from "../../src/smithy/stream.js";
import { reading, type Source, STOP, TEXT, USAGE, watching } from "./stream-help.js";

const whole = (source: Source): void => {
  source.give(TEXT, TEXT, STOP, USAGE);
  source.end();
};
const begun = (source: Source): void => source.give(TEXT);
const DONE = { done: true, value: undefined };

describe("a stream that is watched", () => {
  it("gives what its source gives, and tells its usage at its end", async () => {
    const { stream, ends, clock, closed } = await watching(whole);
    expect(ends).toEqual([]);
    expect(await reading(stream)).toBe("4");
    expect(ends).toEqual([{ how: "complete", usage: { inputTokens: 3, outputTokens: 4 } }]);
    expect(clock.pending).toBe(0);
    expect(closed()).toBe(0);
  });

  it("fails before its first event in send(), not in its reader", async () => {
    const failing = watching((source) => source.fail(new TypeError("first")));
    await expect(failing).rejects.toThrow("first");
  });

  it("has no stall while its reader is at work, and sets its timer seldom", async () => {
    const { stream, clock, source } = await watching(begun);
    let timers = 0;
    const { setTimeout } = clock;
    clock.setTimeout = (fn, ms) => {
      timers++;
      return setTimeout.call(clock, fn, ms);
    };
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    await clock.advance(10_000);
    for (let i = 0; i < 1000; i++) {
      const next = events.next();
      await clock.advance(1);
      source.give(TEXT);
      expect(await next).toMatchObject({ done: false });
    }
    expect(timers).toBeLessThan(5);
  });

  it("that stalls ends for who waits, at the moment that is due, and for who comes later", async () => {
    const { stream, clock, ends, closed, source } = await watching(begun);
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    await clock.advance(700);
    const next = events.next().catch((error: unknown) => error);
    await clock.advance(999);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(await next).toMatchObject({ code: "STREAM_STALLED" });
    expect(String(await next)).toContain("for 1000 ms after 1 event,");
    expect(ends).toEqual([{ how: "stalled" }]);
    expect(closed()).toBe(1);
    expect(await events.next()).toEqual(DONE);
    expect(await reading(stream)).toBe("0 STREAM_STALLED");
    source.give(TEXT);
    expect(await reading(stream)).toBe("0 STREAM_STALLED");
    expect(ends).toHaveLength(1);
  });

  it("does not stall because the process was busy: what came meanwhile is read first", async () => {
    const { stream, clock, source, ends } = await watching(begun);
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    // Like a loop that is held up for longer than the timer: it fires first, and the event comes right after.
    clock.setTimeout(() => source.give(TEXT), 1000);
    await clock.advance(1000);
    expect(await next).toMatchObject({ value: TEXT });
    expect(ends).toEqual([]);
  });

  it("that nobody reads is given up, once, and says so to who comes later", async () => {
    const { stream, clock, ends, closed } = await watching(whole);
    stream[Symbol.asyncIterator]();
    await clock.advance(999);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(ends).toMatchObject([{ how: "forgotten" }]);
    expect(closed()).toBe(1);
    expect(clock.pending).toBe(0);
    expect(await reading(stream)).toBe("0 STREAM_FORGOTTEN");
    expect(ends).toHaveLength(1);
  });

  it("waits for ever where that is wanted, without a timer", async () => {
    const { stream, clock, source } = await watching(begun, { idleMs: Number.POSITIVE_INFINITY });
    expect(clock.pending).toBe(0);
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    expect(clock.pending).toBe(0);
    source.give(STOP);
    expect(await next).toMatchObject({ value: STOP });
  });

  it("holds no process: its timer is let go", async () => {
    let released = 0;
    const clock = { now: () => 0, wallNow: () => 0, clearTimeout: () => undefined };
    const { Idle } = await import("../../src/smithy/streams/idle.js");
    new Idle({ ...clock, setTimeout: () => ({ unref: () => released++ }) }, 10, () => undefined);
    expect(released).toBe(1);
  });

  it("tells an abort at once, read or not, and lets its reader see what the SDK gives", async () => {
    const { stream, ends, abort, source, closed } = await watching(begun);
    abort();
    expect(ends).toEqual([{ how: "aborted" }]);
    source.give(TEXT);
    source.end();
    expect(await reading(stream)).toBe("2");
    expect(ends).toHaveLength(1);
    expect(closed()).toBe(0);
  });

  it("that is aborted after its end mark is whole", async () => {
    const { stream, ends, abort } = await watching(whole);
    const events = stream[Symbol.asyncIterator]();
    for (let i = 0; i < 3; i++) await events.next();
    abort();
    expect(ends).toEqual([{ how: "complete", usage: undefined }]);
  });

  it("is aborted, not truncated, where an unseen signal has closed it from this side", async () => {
    const body = { rstCode: 0, readableAborted: true };
    const cut = (source: Source): void => {
      source.give(TEXT);
      source.end();
    };
    const here = await watching(cut, { unsignalled: true, body });
    expect(await reading(here.stream)).toBe("1");
    expect(here.ends).toEqual([{ how: "aborted" }]);
    const there = await watching(cut, { unsignalled: true, body: { ...body, rstCode: 8 } });
    expect(await reading(there.stream)).toBe("1 STREAM_TRUNCATED");
    const known = await watching(cut, { body });
    expect(await reading(known.stream)).toBe("1 STREAM_TRUNCATED");
  });

  it("is closed when it fails, and told of once", async () => {
    const { stream, ends, closed, source } = await watching(begun);
    const error = new Error("no more");
    source.fail(error);
    expect(await reading(stream)).toBe("1 Error");
    expect(ends).toEqual([{ how: "failed", error }]);
    expect(closed()).toBe(1);
  });
});

describe("the iterators of a stream", () => {
  it("answer several who ask at once, in order", async () => {
    const { stream, source } = await watching(begun);
    const events = stream[Symbol.asyncIterator]();
    const asked = [events.next(), events.next(), events.next()];
    source.give(STOP);
    source.end();
    expect(await Promise.all(asked)).toEqual([
      { done: false, value: TEXT },
      { done: false, value: STOP },
      DONE,
    ]);
  });

  it("of which several wait when it stalls: the first gets the error, the others the end", async () => {
    const { stream, clock } = await watching(begun);
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    const asked = [events.next(), events.next()].map((next) => next.catch((error: unknown) => error));
    await clock.advance(1000);
    expect(await Promise.all(asked)).toMatchObject([{ code: "STREAM_STALLED" }, DONE]);
  });

  it("are left at once, also while one waits", async () => {
    const { stream, ends, closed, clock } = await watching(begun);
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    expect(await events.return?.(Promise.resolve(7))).toEqual({ done: true, value: 7 });
    expect(await next).toEqual(DONE);
    expect(await events.next()).toEqual(DONE);
    expect(await reading(stream)).toBe("0");
    expect(ends).toEqual([{ how: "left" }]);
    expect(closed()).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it("throw back what is thrown into them", async () => {
    const { stream, ends } = await watching(begun);
    const events = stream[Symbol.asyncIterator]();
    await expect(events.throw?.(new TypeError("mine"))).rejects.toThrow("mine");
    expect(await events.next()).toEqual(DONE);
    expect(ends).toEqual([{ how: "left" }]);
  });

  it("lose no event to one that was made and never asked", async () => {
    const { stream } = await watching(whole);
    stream[Symbol.asyncIterator]();
    expect(await reading(stream)).toBe("4");
  });

  it("are what the engine's generators are", async () => {
    const { stream } = await watching(whole);
    const events = stream[Symbol.asyncIterator]() as AsyncIterableIterator<unknown>;
    const generator = (async function* () {})();
    expect(events[Symbol.asyncIterator]()).toBe(events);
    // Where an engine's generators can be disposed of, these can.
    const ours = Symbol.asyncDispose in events;
    expect(ours).toBe(Symbol.asyncDispose in generator);
  });

  it("survive a body that can't be closed", async () => {
    const broken = {
      destroy: () => {
        throw new Error("not mine to close");
      },
    };
    const { stream, ends } = await watching(begun, { body: broken });
    for await (const _event of stream) break;
    expect(ends).toEqual([{ how: "left" }]);
    const web = { destroy: undefined, cancel: () => Promise.reject(new TypeError("locked")) };
    const other = await watching(begun, { body: web });
    for await (const _event of other.stream) break;
    expect(other.ends).toEqual([{ how: "left" }]);
  });

  it("survive a source that throws instead of rejecting", async () => {
    const { stream, source, ends } = await watching(begun);
    const events = stream[Symbol.asyncIterator]();
    await events.next();
    source.next = () => {
      throw new TypeError("at once");
    };
    await expect(events.next()).rejects.toThrow("at once");
    expect(ends).toMatchObject([{ how: "failed" }]);
  });
});

describe("who wraps a stream", () => {
  it.each<[string, (stream: AsyncIterable<unknown>) => AsyncIterable<unknown>]>([
    [
      "in a generator that delegates",
      async function* (stream) {
        yield* stream;
      },
    ],
    [
      "in a generator that loops",
      async function* (stream) {
        for await (const event of stream) yield event;
      },
    ],
    ["in a stream of Node's", (stream) => Readable.from(stream)],
  ])("%s reads it, and leaves it", async (_how, wrap) => {
    const read = await watching(whole);
    expect(await reading(wrap(read.stream))).toBe("4");
    expect(read.ends).toMatchObject([{ how: "complete" }]);
    const left = await watching((source) => source.give(TEXT, TEXT, TEXT));
    for await (const _event of wrap(left.stream)) break;
    await left.clock.advance(0);
    expect(left.ends).toEqual([{ how: "left" }]);
    expect(left.closed()).toBe(1);
    const cut = await watching((source) => {
      source.give(TEXT);
      source.end();
    });
    expect(await reading(wrap(cut.stream))).toBe("1 STREAM_TRUNCATED");
  });
});

describe("a stream that is only observed", () => {
  it("is neither closed nor ended nor hurried", async () => {
    const seen = await watching(begun, { mode: "observe" });
    await seen.clock.advance(10_000);
    const events = seen.stream[Symbol.asyncIterator]();
    await events.next();
    const next = events.next();
    await seen.clock.advance(10_000);
    expect(seen.ends).toEqual([]);
    seen.source.end();
    expect(await next).toEqual(DONE);
    expect(seen.ends).toEqual([{ how: "truncated" }]);
    const left = await watching(begun, { mode: "observe" });
    for await (const _event of left.stream) break;
    expect([left.ends, left.closed()]).toEqual([[{ how: "left" }], 0]);
  });

  it("is not asked for its first event", async () => {
    const { source } = await watching(begun, { mode: "observe" });
    expect(source.asked).toBe(0);
  });
});

describe("streamOf", () => {
  const output = { stream: (async function* () {})(), body: (async function* () {})() };
  const about = { response: {}, signal: undefined };

  it.each([
    "SubscribeToShard",
    "StartStreamTranscription",
    "RetrieveAndGenerateStream",
    "GetObject",
    "unknown",
  ])("knows none in %s", (operation) => expect(streamOf({ operation, output, ...about })).toBeUndefined());

  it.each([
    ["bytes of Node's", Readable.from([])],
    ["bytes of the web", new ReadableStream()],
    ["bytes", new Uint8Array()],
    ["nothing", undefined],
  ])("knows none in %s", (_what, body) => {
    const operation = "InvokeModelWithResponseStream";
    expect(streamOf({ operation, output: { body }, ...about })).toBeUndefined();
  });

  it("touches none that can't be replaced", () => {
    const operation = "ConverseStream";
    expect(streamOf({ operation, output: Object.freeze({ ...output }), ...about })).toBeUndefined();
  });
});
