import { onAbort } from "../../flow/signal.js";
import { closedHere } from "./body.js";
import { Marks } from "./marks.js";

/** How a stream ended. */
export type StreamEnd =
  /** The end mark was seen, or there is none to wait for. */
  | { readonly how: "complete"; readonly usage: unknown }
  /** It ended without its end mark. */
  | { readonly how: "truncated" }
  /** The caller's signal fired. */
  | { readonly how: "aborted" }
  /** Its consumer left before the end, or dropped it. */
  | { readonly how: "left" }
  /** It gave no event while its consumer waited. */
  | { readonly how: "stalled" }
  /** Nobody began to read it; `why` says what that led to. */
  | { readonly how: "forgotten"; readonly why: string }
  | { readonly how: "failed"; readonly error: unknown };

/** Told once. Must not reach the answer that carries the stream, or a dropped stream is never collected. */
export interface Told {
  stream(end: StreamEnd): void;
}

/** The answer whose stream is watched. */
export interface Streaming {
  /** `ConverseStream` and the like. */
  readonly operation: string;
  readonly response: unknown;
  readonly signal: AbortSignal | undefined;
}

const dropped = new FinalizationRegistry<Watch>((watch) => watch.leave());

/**
 * What is known of one stream, which it sees and does not touch. It can't reach the stream itself: else it would keep
 * alive what it waits to see die.
 */
export class Watch {
  protected readonly marks: Marks;
  protected readonly streaming: Streaming;
  readonly #told: Told;
  #ended = false;
  #forget: () => void = () => undefined;

  constructor(streaming: Streaming, told: Told) {
    this.streaming = streaming;
    this.#told = told;
    this.marks = new Marks(streaming.operation);
  }

  /** Begins to watch; `stream` is what the caller holds. */
  over(stream: object): void {
    dropped.register(stream, this, this);
    const { signal } = this.streaming;
    const abort = (): void => this.end("aborted");
    if (signal?.aborted) abort();
    // One that is aborted while nobody reads it ends all the same.
    else this.#forget = onAbort(signal, abort);
  }

  see(event: unknown): void {
    this.marks.see(event);
  }

  /** The source has ended plainly. */
  finish(): void {
    this.end(this.truncated ? "truncated" : wasAborted(this.streaming) ? "aborted" : "complete");
  }

  fail(error: unknown): void {
    this.tell({ how: "failed", error });
  }

  /** The consumer is gone. */
  leave(): void {
    this.end("left");
  }

  /** Whether a plain end at this point is one that must not be. */
  protected get truncated(): boolean {
    return !this.#ended && this.marks.missing && !wasAborted(this.streaming);
  }

  /** What comes after the end mark takes nothing from the answer. */
  protected end(how: "complete" | "truncated" | "aborted" | "left" | "stalled"): void {
    const { complete, usage } = this.marks;
    this.tell(complete || how === "complete" ? { how: "complete", usage } : { how });
  }

  protected tell(end: StreamEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    dropped.unregister(this);
    this.#forget();
    this.#told.stream(end);
  }
}

/**
 * An aborted stream ends plainly over HTTP/2. A signal that this version of the SDK does not show leaves its trace on
 * the body; so does the handler's own timeout, which can't be told from it then.
 */
export const wasAborted = ({ signal, response }: Streaming): boolean =>
  signal === undefined ? closedHere(response) : signal.aborted;
