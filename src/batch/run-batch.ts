import { systemClock } from "../clock.js";
import { onAbort } from "../flow/signal.js";
import { modelOf } from "./ask.js";
import { Asker, Unwritten } from "./asker.js";
import { batchError } from "./batch-error.js";
import { Change } from "./change.js";
import { type BatchCounts, noCounts } from "./counts.js";
import {
  type BatchRecord,
  type BatchSink,
  type BatchSource,
  isInvalid,
  type LineOf,
  type SourceItem,
} from "./entry.js";
import { observing } from "./observed.js";
import { type BatchOptions, checkOptions, concurrencyOf } from "./options.js";
import { Room } from "./room.js";

/** What a run came to. */
export interface BatchReport extends Readonly<BatchCounts> {
  /** Whether it ended before the source did. */
  readonly stopped: boolean;
}

/**
 * Sends every record of a source that is not done yet through a client, and writes each to the sink as it is answered, in
 * whatever order that is. Records are read as there is room for them: memory does not grow with the source.
 *
 * A record that the service turns away for its own sake becomes a line with an error; one that finds no room is tried again for
 * as long as it takes.
 * The sink is closed in any case.
 *
 * @throws SpillwayError `INVALID_SETTING` for an option, `BATCH_INPUT` where the source is not the one that the sink was begun
 * with or a record names no model, `BATCH_INVALID` where `strict` is on
 * @throws what the client throws where every record would fail: no credentials, no permission, no such model
 * @throws what the sink throws, for example where the disk is full; calls under way are not awaited then
 */
export async function runBatch(
  source: BatchSource,
  sink: BatchSink,
  options: BatchOptions,
): Promise<BatchReport> {
  let failed = true;
  try {
    const report = await new Run(source, sink, options).toItsEnd();
    failed = false;
    return report;
  } finally {
    await sink.close(failed);
  }
}

class Run {
  readonly #source: BatchSource;
  readonly #sink: BatchSink;
  readonly #options: BatchOptions;
  readonly #asker: Asker;
  readonly #room: Room;
  readonly #counts: BatchCounts;
  /** Fires when we begin to end early. */
  readonly #stop = new AbortController();
  /** Whether answers can't be written any more. */
  #inVain = false;
  #bytesInHand = 0;
  #failure: { readonly error: unknown } | undefined;
  readonly #change = new Change();
  readonly #observe = observing();

  constructor(source: BatchSource, sink: BatchSink, options: BatchOptions) {
    checkOptions(options);
    const { clock = systemClock, spillway } = options;
    const concurrency = concurrencyOf(options.concurrency, spillway !== undefined);
    this.#source = source;
    this.#sink = sink;
    this.#options = options;
    this.#room = new Room({ concurrency, spillway, clock });
    this.#counts = noCounts(source.size);
    this.#asker = new Asker(options, sink, this.#counts, this.#stop.signal);
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async toItsEnd(): Promise<BatchReport> {
    const { signal } = this.#options;
    const forget = onAbort(signal, () => this.#end());
    if (signal?.aborted) this.#end();
    try {
      for await (const item of this.#source) {
        if (!(await this.#takes(item))) break;
      }
    } catch (error) {
      // A source that was closed since we end has nothing to say.
      if (!this.#stopped) this.#fail(error);
    }
    while (this.#counts.inHand > 0 && !this.#inVain) await this.#change.wait();
    forget();
    if (this.#failure) throw this.#failure.error;
    return { ...this.#counts, stopped: this.#stopped };
  }

  /** One line. @returns whether there may be another */
  async #takes(item: SourceItem): Promise<boolean> {
    if (this.#stopped) return false;
    const standing = this.#sink.standing(item);
    if (standing === "changed") throw changed(item.line);
    if (standing === "new") await this.#isNew(item);
    else this.#counts.before++;
    // A line that could not be read as CSV does not say where it ends.
    this.#counts.readBytes = Math.max(this.#counts.readBytes, item.end);
    this.#tell();
    return !this.#stopped;
  }

  async #isNew(item: SourceItem): Promise<void> {
    const read = item.read();
    if (isInvalid(read)) {
      if (this.#options.strict) throw batchError("BATCH_INVALID", `line ${item.line} ${read.reason}.`);
      this.#counts.invalid++;
      await this.#sink.invalid(item, read);
      return;
    }
    const modelId = modelOf(read, this.#options, item.line);
    while (!this.#stopped && !this.#room.hasRoom(this.#counts.inHand, this.#bytesInHand))
      await this.#change.wait();
    if (!this.#stopped) void this.#inHand({ line: item.line, check: item.check }, read, modelId, item.bytes);
  }

  async #inHand(of: LineOf, record: BatchRecord, modelId: string, bytes: number): Promise<void> {
    this.#counts.inHand++;
    this.#bytesInHand += bytes;
    try {
      await this.#asker.toItsEnd(of, record, modelId);
    } catch (error) {
      this.#fail(error);
    }
    this.#counts.inHand--;
    this.#bytesInHand -= bytes;
    this.#tell();
    this.#change.tell();
  }

  /** The first failure is the one that is told. */
  #fail(error: unknown): void {
    this.#failure ??= { error: error instanceof Unwritten ? error.cause : error };
    if (error instanceof Unwritten) this.#inVain = true;
    this.#end();
  }

  #end(): void {
    if (this.#stopped) return;
    this.#stop.abort();
    this.#observe(() => this.#options.onStop?.());
    this.#change.tell();
  }

  #tell(): void {
    this.#observe(() => this.#options.onProgress?.(this.#counts));
  }
}

const changed = (line: number): Error =>
  batchError(
    "BATCH_INPUT",
    `line ${line} is not the line that was answered before: the input has changed since. Begin another output, or remove the journal beside this one: then records are known by their recordId.`,
  );
