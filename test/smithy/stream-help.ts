import { VirtualClock } from "../../src/simulator/index.js";
import { streamOf, type Waiting, watchStream } from "../../src/smithy/stream.js";
import type { StreamEnd } from "../../src/smithy/streams/watch.js";

/** A source that gives what it is told, when it is told, as the SDK's generators do: in order, one for each who asks. */
export class Source implements AsyncIterableIterator<unknown> {
  readonly #given: (() => Promise<IteratorResult<unknown>>)[] = [];
  readonly #waiting: ((result: Promise<IteratorResult<unknown>>) => void)[] = [];
  asked = 0;

  give(...events: unknown[]): void {
    for (const value of events) this.#put(() => Promise.resolve({ done: false, value }));
  }

  end(): void {
    this.#put(() => Promise.resolve({ done: true, value: undefined }));
  }

  fail(error: unknown): void {
    this.#put(() => Promise.reject(error));
  }

  next(): Promise<IteratorResult<unknown>> {
    this.asked++;
    const given = this.#given.shift();
    return given === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : given();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<unknown> {
    return this;
  }

  #put(make: () => Promise<IteratorResult<unknown>>): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#given.push(make);
    else waiting(make());
  }
}

export interface Watched {
  readonly clock: VirtualClock;
  readonly source: Source;
  /** What the caller holds. */
  readonly stream: AsyncIterable<unknown>;
  /** How it ended, as often as that was told. */
  readonly ends: readonly StreamEnd[];
  /** How often its body was closed. */
  readonly closed: () => number;
  readonly abort: () => void;
}

export interface WatchedOptions {
  readonly operation?: string;
  readonly mode?: "enforce" | "observe";
  readonly idleMs?: number;
  readonly truncation?: "error" | "ignore";
  readonly body?: object;
  /** No signal at all. */
  readonly unsignalled?: boolean;
}

export const TEXT = { contentBlockDelta: { delta: { text: "x" } } };
export const STOP = { messageStop: { stopReason: "end_turn" } };
export const USAGE = { metadata: { usage: { inputTokens: 3, outputTokens: 4 } } };
export const chunk = (body: unknown): object => ({
  chunk: { bytes: new TextEncoder().encode(JSON.stringify(body)) },
});

/** Watches a stream whose source was `prepared`, so far that `send()` would have returned. */
export async function watching(
  prepare: (source: Source) => void,
  options: WatchedOptions = {},
): Promise<Watched> {
  const { operation = "ConverseStream", mode = "enforce", idleMs = 1000, truncation = "error" } = options;
  const clock = new VirtualClock();
  const source = new Source();
  prepare(source);
  let closes = 0;
  const body = { destroy: () => closes++, ...options.body };
  const controller = new AbortController();
  const at = operation === "ConverseStream" ? "stream" : "body";
  const output: Record<string, unknown> = { $metadata: {}, [at]: source };
  const ends: StreamEnd[] = [];
  const told: Waiting = { began: () => undefined, stream: (end) => ends.push(end) };
  const signal = options.unsignalled ? undefined : controller.signal;
  const found = streamOf({ operation, output, response: { body }, signal });
  if (found === undefined) throw new Error("no stream was found");
  await watchStream(found, { mode, clock, streams: { idleMs, truncation } }, { streaming: false }, told);
  const stream = output[at] as AsyncIterable<unknown>;
  return { clock, source, stream, ends, closed: () => closes, abort: () => controller.abort() };
}

/** What a reader gets to the end: how many events, and the code or name of what ends them. */
export async function reading(stream: AsyncIterable<unknown>): Promise<string> {
  let events = 0;
  try {
    for await (const _event of stream) events++;
    return `${events}`;
  } catch (error) {
    const { code, name } = error as { code?: string; name: string };
    return `${events} ${code ?? name}`;
  }
}
