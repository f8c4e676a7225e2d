import type { Clock } from "../../clock.js";
import type { SpillwayError } from "../../errors.js";
import type { StreamSettings } from "../../settings/settings.js";
import { closeBody } from "./body.js";
import { Idle, type Idleness } from "./idle.js";
import { forgottenError, stalledError, truncatedError } from "./refusals.js";
import { type StreamEnd, type Streaming, type Told, Watch } from "./watch.js";

/** Somebody who waits for an event. Only what comes first counts. */
export interface PendingRead {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}

export const done = (): IteratorResult<unknown> => ({ done: true, value: undefined });

/** A watch that also closes what is left open, ends what stalls, and says what is cut short. */
export class Guard extends Watch {
  readonly #settings: StreamSettings;
  readonly #idle: Idle;
  readonly #reads = new Set<PendingRead>();
  /** Set when the source is of no more use: what later readers get, null for a plain end. */
  #stopped: SpillwayError | null | undefined;

  constructor(streaming: Streaming, told: Told, settings: StreamSettings, clock: Clock) {
    super(streaming, told);
    this.#settings = settings;
    this.#idle = new Idle(clock, settings.idleMs, (idleness) => this.#idled(idleness));
  }

  /** @returns whether the source is to be asked; if not, the read has its end */
  begin(read: PendingRead): boolean {
    if (this.#stopped !== undefined) return settle(read, this.#stopped);
    this.#reads.add(read);
    this.#idle.waits();
    return true;
  }

  /** The source has answered. Late where the read was ended in the meantime. */
  got(read: PendingRead, result: IteratorResult<unknown>): void {
    this.#heard(read);
    if (!result.done) this.see(result.value);
    else if (this.truncated && this.#settings.truncation === "error") {
      const { operation } = this.streaming;
      this.#stopped = truncatedError(operation, this.marks.events);
      settle(read, this.#stopped);
    }
    if (result.done) this.finish();
    read.resolve(result);
  }

  lost(read: PendingRead, error: unknown): void {
    this.#heard(read);
    this.fail(error);
    read.reject(error);
  }

  override leave(): void {
    this.end("left");
    this.#stop(null);
  }

  protected override tell(end: StreamEnd): void {
    // A handler may not heed a signal: then who waits is ended by his time.
    if (end.how !== "aborted" || this.#reads.size === 0) this.#idle.stop();
    super.tell(end);
    // Nobody can read on after a failure, but the service may write on.
    if (end.how === "failed") closeBody(this.streaming.response);
  }

  #idled(idleness: Idleness): void {
    const { operation } = this.streaming;
    const { idleMs } = this.#settings;
    if (idleness === "stalled") {
      this.end("stalled");
      // What does not come after the end mark takes nothing from the answer.
      this.#stop(this.marks.complete ? null : stalledError(operation, this.marks.events, idleMs));
    } else {
      const error = forgottenError(operation, idleMs);
      this.tell({ how: "forgotten", why: error.message });
      this.#stop(error);
    }
  }

  #heard(read: PendingRead): void {
    if (this.#reads.delete(read)) this.#idle.heard();
  }

  /** Those who wait are ended at once: the source may never answer, even when its connection is closed. */
  #stop(why: SpillwayError | null): void {
    this.#stopped ??= why;
    for (const read of this.#reads) settle(read, why);
    this.#reads.clear();
    closeBody(this.streaming.response);
  }
}

function settle(read: PendingRead, why: SpillwayError | null): false {
  if (why === null) read.resolve(done());
  // Anew: several may read, and what one of them writes on his is not the others'.
  else read.reject(why.anew());
  return false;
}
