import { setMaxListeners } from "node:events";
import { systemClock } from "../clock.js";
import { type CallSettings, laidOver } from "../smithy/call-settings.js";
import { withCall } from "../smithy/with-call.js";
import { Change } from "./change.js";
import { concurrencyOf, type SendingClient } from "./options.js";
import { Room, type WindowSource } from "./room.js";

/** How commands are sent; what a call may say of itself (`withCall`) is said of each. */
export interface MapOptions extends CallSettings {
  /** The instance that governs the client: then a little more than its windows take is asked at once. */
  readonly spillway?: WindowSource | undefined;
  /** Items in hand at most: asked, or answered and not taken yet. From 1 to 9000, whole. Default 5000; without `spillway` 50. */
  readonly concurrency?: number | undefined;
  /** Whether results come in the order of the items; else each comes when it is there. Default false. */
  readonly ordered?: boolean | undefined;
}

/** What a command of the SDK is answered with. */
export type OutputOf<Command> = Command extends {
  resolveMiddleware(...given: never): (...given: never) => Promise<{ output: infer Output }>;
}
  ? Output
  : unknown;

/** What became of one item: its answer, or what its call threw. */
export type Mapped<Item, Output> = { readonly item: Item; readonly index: number } & (
  | { readonly ok: true; readonly output: Output }
  | { readonly ok: false; readonly error: unknown }
);

/**
 * Sends a command for each item, and gives what becomes of them. Items are taken as there is room for them and results as
 * they are asked for: nothing is bounded by the number of items but time. A call that fails is a result, and ends nothing.
 *
 * Whoever leaves the loop early aborts the calls that are under way.
 *
 * @param fn makes a command of an item; what it throws ends the loop, as what `items` throws does
 * @throws SpillwayError `INVALID_SETTING` for an option
 * @example
 * for await (const { item, ok, output } of mapCommands(client, prompts, (text) => converse(text))) { ... }
 */
export async function* mapCommands<Item, Command extends object>(
  client: SendingClient,
  items: AsyncIterable<Item> | Iterable<Item>,
  fn: (item: Item, index: number) => Command,
  options: MapOptions = {},
): AsyncGenerator<Mapped<Item, OutputOf<Command>>, void, undefined> {
  const mapping = new Mapping(client, items, fn, options);
  void mapping.fill();
  try {
    for (let next = await mapping.next(); next !== undefined; next = await mapping.next()) yield next;
  } finally {
    mapping.leave();
  }
}

class Mapping<Item, Command extends object> {
  readonly #client: SendingClient;
  readonly #items: AsyncIterable<Item> | Iterable<Item>;
  readonly #fn: (item: Item, index: number) => Command;
  readonly #settings: CallSettings;
  readonly #ordered: boolean;
  readonly #room: Room;
  readonly #left = new AbortController();
  readonly #ready = new Map<number, Mapped<Item, OutputOf<Command>>>();
  #asked = 0;
  #taken = 0;
  #read = false;
  #failure: { readonly error: unknown } | undefined;
  readonly #change = new Change();

  constructor(
    client: SendingClient,
    items: AsyncIterable<Item> | Iterable<Item>,
    fn: (item: Item, index: number) => Command,
    { spillway, concurrency, ordered = false, ...settings }: MapOptions,
  ) {
    // Each call under way listens to it.
    setMaxListeners(0, this.#left.signal);
    this.#client = client;
    this.#items = items;
    this.#fn = fn;
    this.#settings = laidOver(undefined, settings);
    this.#ordered = ordered;
    const most = concurrencyOf(concurrency, spillway !== undefined);
    this.#room = new Room({ concurrency: most, spillway, clock: systemClock });
  }

  /** Takes items and asks them, until there are no more. */
  async fill(): Promise<void> {
    try {
      for await (const item of this.#items) {
        while (!this.#left.signal.aborted && !this.#room.hasRoom(this.#asked - this.#taken, 0))
          await this.#change.wait();
        if (this.#left.signal.aborted) break;
        const index = this.#asked++;
        void this.#ask(item, index, this.#fn(item, index));
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#read = true;
    this.#change.tell();
  }

  /** The next result; undefined after the last. */
  async next(): Promise<Mapped<Item, OutputOf<Command>> | undefined> {
    for (;;) {
      const index = this.#ordered ? this.#taken : this.#ready.keys().next().value;
      const result = index === undefined ? undefined : this.#ready.get(index);
      if (index !== undefined && result !== undefined) {
        this.#ready.delete(index);
        this.#taken++;
        this.#change.tell();
        return result;
      }
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#read && this.#taken === this.#asked) return undefined;
      await this.#change.wait();
    }
  }

  leave(): void {
    this.#left.abort();
    this.#change.tell();
  }

  async #ask(item: Item, index: number, command: Command): Promise<void> {
    try {
      const sent = withCall(command, this.#settings);
      // The client takes its own commands; its answer is what they say.
      const output = await this.#client.send(sent as never, { abortSignal: this.#left.signal });
      this.#ready.set(index, { item, index, ok: true, output: output as OutputOf<Command> });
    } catch (error) {
      this.#ready.set(index, { item, index, ok: false, error });
    }
    this.#change.tell();
  }
}
