/** What all asynchronous iterators of the engine inherit from; newer engines put on it what disposes of them. */
const engines: object = Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);

/** The iterator of a stream of ours: as the SDK's generators are, an iterable of itself. */
export abstract class Iterating<Owner extends AsyncIterable<unknown>>
  implements AsyncIterableIterator<unknown>
{
  /** Keeps the stream from being collected while its iterator lives. */
  protected readonly owner: Owner;

  constructor(owner: Owner) {
    this.owner = owner;
  }

  abstract next(): Promise<IteratorResult<unknown>>;
  abstract return(value?: unknown): Promise<IteratorResult<unknown>>;
  abstract throw(error?: unknown): Promise<IteratorResult<unknown>>;

  [Symbol.asyncIterator](): AsyncIterableIterator<unknown> {
    return this;
  }
}

Object.setPrototypeOf(Iterating.prototype, engines);
