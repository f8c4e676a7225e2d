import { Iterating } from "./iterating.js";
import type { Watch } from "./watch.js";

/** A stream that behaves in all as its source does, and is only seen. */
export class SeenStream implements AsyncIterable<unknown> {
  readonly #source: AsyncIterable<unknown>;
  readonly #watch: Watch;

  constructor(source: AsyncIterable<unknown>, watch: Watch) {
    this.#source = source;
    this.#watch = watch;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return new SeenIterator(this.#source[Symbol.asyncIterator](), this.#watch, this);
  }
}

class SeenIterator extends Iterating<SeenStream> {
  readonly #source: AsyncIterator<unknown>;
  readonly #watch: Watch;

  constructor(source: AsyncIterator<unknown>, watch: Watch, owner: SeenStream) {
    super(owner);
    this.#source = source;
    this.#watch = watch;
  }

  async next(): Promise<IteratorResult<unknown>> {
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
    this.#watch.leave();
    return (await this.#source.return?.(value)) ?? { done: true, value };
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    this.#watch.leave();
    if (this.#source.throw === undefined) throw error;
    return this.#source.throw(error);
  }
}
