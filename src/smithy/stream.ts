import { field } from "../field.js";
import type { Settings } from "../settings/settings.js";
import { record } from "./context.js";
import { Beginning } from "./streams/beginning.js";
import { closeBody } from "./streams/body.js";
import { Guard } from "./streams/guard.js";
import { type Begun, GuardedStream } from "./streams/guarded.js";
import { truncatedError } from "./streams/refusals.js";
import { SeenStream } from "./streams/seen.js";
import { type Streaming, type Told, Watch, wasAborted } from "./streams/watch.js";

/**
 * The operations whose streams are answers of a model: where the stream is, and whether it may be guarded. One that
 * goes both ways may well be silent for long, says nothing of its end, and is left as it is.
 */
const STREAMS: ReadonlyMap<string, { readonly at: string; readonly guarded: boolean }> = new Map([
  ["ConverseStream", { at: "stream", guarded: true }],
  ["InvokeModelWithResponseStream", { at: "body", guarded: true }],
  ["InvokeModelWithBidirectionalStream", { at: "body", guarded: false }],
]);

/** A model's answer as a stream of events, and where it is. */
export interface EventStream extends Streaming {
  readonly output: Record<string, unknown>;
  readonly at: string;
  readonly guarded: boolean;
  readonly source: AsyncIterable<unknown>;
}

/** Who waits for the end of a stream, and is told when it begins. */
export interface Waiting extends Told {
  began(metadata: unknown): void;
}

/** The stream of an answer, where it has one that is watched. Streams of bytes and of other services are none. */
export function streamOf(answer: Streaming & { readonly output: unknown }): EventStream | undefined {
  const kind = STREAMS.get(answer.operation);
  if (kind === undefined) return undefined;
  const { operation, response, signal } = answer;
  const output = record(answer.output);
  const { value, writable } = Object.getOwnPropertyDescriptor(output, kind.at) ?? {};
  return writable && isEventStream(value)
    ? { ...kind, operation, response, signal, output, source: value }
    : undefined;
}

/**
 * Puts in the place of a stream one that tells `told` of its beginning and its end. A guarded one is asked for its first
 * event here: until then an attempt can still fail, and be repeated, whatever the version of the SDK.
 *
 * @throws what the stream failed with before its first event; `STREAM_TRUNCATED` where it ended before it
 */
export async function watchStream(
  stream: EventStream,
  { mode, clock, streams }: Pick<Settings, "mode" | "clock" | "streams">,
  call: { streaming: boolean },
  told: Waiting,
  beginning?: Beginning,
): Promise<void> {
  const { output, at, source, operation, response, signal } = stream;
  const streaming = { operation, response, signal };
  // What is only observed must not change.
  const begun =
    stream.guarded && mode === "enforce" ? await begin(stream, streams.truncation, beginning) : undefined;
  told.began(output.$metadata);
  call.streaming = true;
  if (begun === undefined) {
    const watch = new Watch(streaming, told);
    watch.over(put(output, at, new SeenStream(source, watch)));
  } else {
    const guard = new Guard(streaming, told, streams, clock);
    guard.over(put(output, at, new GuardedStream(source, guard, begun)));
    if (begun.first.done) guard.finish();
  }
}

/** Of an attempt whose answer will be a guarded stream. */
export function beginningOf(
  operation: string,
  { mode, clock, streams }: Pick<Settings, "mode" | "clock" | "streams">,
): Beginning | undefined {
  if (mode !== "enforce" || !STREAMS.get(operation)?.guarded) return undefined;
  return new Beginning(operation, streams.idleMs, clock);
}

/**
 * Closes the stream of an attempt that failed before its first event: recent versions of the SDK look at that event
 * themselves, and leave open what they have read from.
 */
export function closeFailed(operation: string, error: unknown): void {
  if (STREAMS.get(operation)?.guarded) closeBody(field(error, "$response"));
}

async function begin(
  stream: EventStream,
  truncation: "error" | "ignore",
  beginning: Beginning | undefined,
): Promise<Begun> {
  const iterator = stream.source[Symbol.asyncIterator]();
  try {
    const next = iterator.next();
    const first = await (beginning?.within(next) ?? next);
    if (!first.done || truncation === "ignore" || wasAborted(stream)) return { iterator, first };
  } catch (error) {
    closeBody(stream.response);
    throw error;
  }
  throw truncatedError(stream.operation, 0);
}

function put<Stream extends object>(output: Record<string, unknown>, at: string, stream: Stream): Stream {
  output[at] = stream;
  return stream;
}

/** An iterable of events; not a byte stream of Node's or of the web, nor bytes. */
function isEventStream(value: unknown): value is AsyncIterable<unknown> {
  const { pipe, getReader } = record(value);
  // A symbol key is not in the record's type.
  const iterate = (value as { [Symbol.asyncIterator]?: unknown } | undefined)?.[Symbol.asyncIterator];
  return typeof iterate === "function" && pipe === undefined && getReader === undefined;
}
