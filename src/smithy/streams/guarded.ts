import { done, type Guard, type PendingRead } from "./guard.js";
import { Iterating } from "./iterating.js";

/** A source that was asked for its first event, and what it gave. */
export interface Begun {
  readonly iterator: AsyncIterator<unknown>;
  readonly first: IteratorResult<unknown>;
}

/** What the caller holds in the place of the SDK's stream. */
export class GuardedStream implements AsyncIterable<unknown> {
  readonly #source: AsyncIterable<unknown>;
  readonly #guard: Guard;
  #begun: Begun | undefined;

  constructor(source: AsyncIterable<unknown>, guard: Guard, begun: Begun) {
    this.#source = source;
    this.#guard = guard;
    this.#begun = begun;
  }

  /** For the first who reads, what has begun; for others what the source makes of being read again. */
  take(): AsyncIterator<unknown> {
    const begun = this.#begun;
    this.#begun = undefined;
    return begun === undefined ? this.#source[Symbol.asyncIterator]() : goingOn(begun);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return new GuardedIterator(this, this.#guard);
  }
}

function goingOn({ iterator, first }: Begun): AsyncIterator<unknown> {
  let begins = true;
  return {
    next: () => {
      const result = begins ? Promise.resolve(first) : iterator.next();
      begins = false;
      return result;
    },
  };
}

/** Like a generator, over once it has thrown or ended; unlike one, it is left at once and not after its next event. */
class GuardedIterator extends Iterating<GuardedStream> {
  readonly #guard: Guard;
  #source: AsyncIterator<unknown> | undefined;
  #over = false;

  constructor(owner: GuardedStream, guard: Guard) {
    super(owner);
    this.#guard = guard;
  }

  next(): Promise<IteratorResult<unknown>> {
    return new Promise((resolve, reject) => {
      const read: PendingRead = {
        resolve,
        reject: (error) => {
          if (this.#over) resolve(done());
          this.#over = true;
          reject(error);
        },
      };
      const guard = this.#guard;
      if (this.#over) resolve(done());
      else if (guard.begin(read))
        this.#ask().then(
          (result) => guard.got(read, result),
          (error: unknown) => guard.lost(read, error),
        );
    });
  }

  async return(value?: unknown): Promise<IteratorResult<unknown>> {
    this.#leave();
    return { done: true, value: await value };
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    this.#leave();
    throw error;
  }

  async #ask(): Promise<IteratorResult<unknown>> {
    this.#source ??= this.owner.take();
    return this.#source.next();
  }

  #leave(): void {
    this.#over = true;
    this.#guard.leave();
  }
}
