import { onAbort } from "../flow/signal.js";
import { record } from "./context.js";
import { usageOfChunk } from "./usage.js";

/** How a stream ended. */
export type StreamEnd =
  /** The service's end mark was seen. */
  | { readonly how: "complete"; readonly usage: unknown }
  /** It ended without the end mark: cut on the way, or aborted (HTTP/2 ends an aborted stream like this). */
  | { readonly how: "truncated" }
  /** The consumer left before the end mark, or the stream was dropped unread. */
  | { readonly how: "left" }
  | { readonly how: "failed"; readonly error: unknown };

/** Told once. Must not hold on to the answer that carries the stream, or a dropped stream is never collected. */
export type OnStreamEnd = (end: StreamEnd) => void;

const STREAM_FIELDS = ["stream", "body"] as const;

/** The operations whose streams say that they are whole. Of others, a plain end is all there is to see. */
const MARKED: ReadonlySet<string> = new Set(["ConverseStream", "InvokeModelWithResponseStream"]);

/** An answer that may carry a stream. */
export interface Answer {
  /** `ConverseStream` and the like. */
  readonly operation: string;
  readonly output: unknown;
  readonly response: unknown;
  readonly signal: AbortSignal | undefined;
}

/**
 * Replaces the event stream of an answer, where it has one, by one that tells how it ended.
 *
 * @returns whether there was a stream; if not, the answer is whole already
 */
export function watchStream({ operation, output, response, signal }: Answer, onEnd: OnStreamEnd): boolean {
  const fields = record(output);
  const field = STREAM_FIELDS.find((name) => isEventStream(fields[name]));
  if (field === undefined || Object.isFrozen(output)) return false;
  // Just tested: it is an async iterable.
  const source = fields[field] as AsyncIterable<unknown>;
  const watch = new Watch(response, MARKED.has(operation), onEnd);
  fields[field] = new WatchedStream(source, watch);
  watch.endWith(signal);
  return true;
}

/** An iterable of events; not a byte stream of Node's or of the web, nor bytes. */
function isEventStream(value: unknown): boolean {
  const { pipe, getReader } = record(value);
  // A symbol key is not in the record's type.
  const iterate = (value as { [Symbol.asyncIterator]?: unknown } | undefined)?.[Symbol.asyncIterator];
  return typeof iterate === "function" && pipe === undefined && getReader === undefined;
}

const dropped = new FinalizationRegistry<Watch>((watch) => watch.leave());

/** What is known of one stream. Cannot reach the stream itself: else it would keep alive what it waits to see die. */
class Watch {
  #response: unknown;
  readonly #marked: boolean;
  readonly #onEnd: OnStreamEnd;
  #ended = false;
  #complete = false;
  #usage: unknown;
  #forget = (): void => undefined;

  constructor(response: unknown, marked: boolean, onEnd: OnStreamEnd) {
    this.#response = response;
    this.#marked = marked;
    this.#onEnd = onEnd;
  }

  /** A stream that is aborted while nobody reads it ends all the same. */
  endWith(signal: AbortSignal | undefined): void {
    if (signal?.aborted) this.leave();
    else this.#forget = onAbort(signal, () => this.leave());
  }

  see(event: unknown): void {
    const { messageStop, metadata, chunk } = record(event);
    const { bytes } = record(chunk);
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : "";
    this.#complete ||= messageStop !== undefined || LAST_CHUNK.test(text);
    this.#usage = record(metadata).usage ?? usageOfChunk(text) ?? this.#usage;
  }

  finish(): void {
    this.#tell(
      this.#complete || !this.#marked ? { how: "complete", usage: this.#usage } : { how: "truncated" },
    );
  }

  fail(error: unknown): void {
    this.#tell({ how: "failed", error });
  }

  /** The consumer is gone. The SDK's own iterator would leave the connection open, still sending. */
  leave(): void {
    this.#tell(this.#complete ? { how: "complete", usage: this.#usage } : { how: "left" });
    close(record(this.#response).body);
    this.#response = undefined;
  }

  #tell(end: StreamEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    dropped.unregister(this);
    this.#forget();
    this.#onEnd(end);
  }
}

/** Closes a body: a stream of Node's, or of the web. */
function close(body: unknown): void {
  const { destroy, cancel } = record(body);
  if (typeof destroy === "function") destroy.call(body);
  // One that is being read can't be cancelled from here; its reader has to.
  else if (typeof cancel === "function") Promise.resolve(cancel.call(body)).catch(() => undefined);
}

/** How the model families say, in a chunk of theirs, that they have written all. */
const LAST_CHUNK =
  /"amazon-bedrock-invocationMetrics"|"message_stop"|"(stop_reason|stopReason|completionReason|finish_reason)"\s*:\s*"/;

class WatchedStream implements AsyncIterable<unknown> {
  readonly #source: AsyncIterable<unknown>;
  readonly #watch: Watch;

  constructor(source: AsyncIterable<unknown>, watch: Watch) {
    this.#source = source;
    this.#watch = watch;
    dropped.register(this, watch, watch);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return new WatchedIterator(this.#source[Symbol.asyncIterator](), this.#watch, this);
  }
}

class WatchedIterator implements AsyncIterableIterator<unknown> {
  readonly #source: AsyncIterator<unknown>;
  readonly #watch: Watch;
  /** Keeps the stream from being collected while its iterator lives. */
  readonly owner: WatchedStream;
  #left = false;

  constructor(source: AsyncIterator<unknown>, watch: Watch, owner: WatchedStream) {
    this.#source = source;
    this.#watch = watch;
    this.owner = owner;
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.#left) return { done: true, value: undefined };
    try {
      const result = await this.#source.next();
      if (result.done) this.#watch.finish();
      else this.#watch.see(result.value);
      return result;
    } catch (error) {
      this.#watch.fail(error);
      throw error;
    }
  }

  async return(value?: unknown): Promise<IteratorResult<unknown>> {
    this.#leave();
    return { done: true, value };
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    this.#leave();
    throw error;
  }

  #leave(): void {
    this.#left = true;
    this.#watch.leave();
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<unknown> {
    return this;
  }
}
