import { type Clock, systemClock } from "../clock.js";
import { SpillwayError } from "../errors.js";
import { onAbort } from "../flow/signal.js";
import { type Random, systemRandom } from "../random.js";
import { ask } from "./ask.js";
import type { BatchCounts } from "./counts.js";
import type { BatchRecord, BatchSink, LineOf, RecordState } from "./entry.js";
import { judge } from "./failures.js";
import { type BatchOptions, DEFAULT_ROUNDS } from "./options.js";
import { answerLine, errorLine } from "./result-line.js";

/** The sink could not write: nothing that is answered from now on can be kept. */
export class Unwritten extends Error {
  constructor(cause: unknown) {
    super("", { cause });
  }
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** Asks records, each as often as it takes, and has what becomes of them written. */
export class Asker {
  readonly #options: BatchOptions;
  readonly #sink: BatchSink;
  readonly #counts: BatchCounts;
  readonly #stop: AbortSignal;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #answeredModels = new Set<string>();

  /** @param stop fires when the batch begins to end early */
  constructor(options: BatchOptions, sink: BatchSink, counts: BatchCounts, stop: AbortSignal) {
    const { clock = systemClock, random = systemRandom } = options;
    this.#options = options;
    this.#sink = sink;
    this.#counts = counts;
    this.#stop = stop;
    this.#clock = clock;
    this.#random = random;
  }

  /** Resolves when a record is written, or left for another run. @throws what ends the batch */
  async toItsEnd(of: LineOf, record: BatchRecord, modelId: string): Promise<void> {
    const { rounds = DEFAULT_ROUNDS } = this.#options;
    let stumbles = 0;
    for (let round = 1; ; round++) {
      const failed = await this.#asked(of, record, modelId);
      if (failed === undefined) return;
      const { error } = failed;
      const failure = judge(error, this.#answeredModels.has(modelId));
      if (failure === "setup") throw error;
      if (failure === "again") stumbles++;
      if (failure === "record" || stumbles >= rounds) {
        await this.#write(of, "failed", errorLine(record, error));
        return;
      }
      if (failure === "stopped" || this.#stop.aborted) return;
      this.#counts.again++;
      await this.#pause(pauseMs(error, round, this.#random()));
      if (this.#stop.aborted) return;
    }
  }

  /** @returns what the client threw; undefined where it gave an answer, which is written then */
  async #asked(
    of: LineOf,
    record: BatchRecord,
    modelId: string,
  ): Promise<{ readonly error: unknown } | undefined> {
    let answer: Awaited<ReturnType<typeof ask>>;
    try {
      answer = await ask(record, modelId, this.#options);
    } catch (error) {
      return { error };
    }
    this.#answeredModels.add(modelId);
    const text = lineOf(record, answer.output);
    await this.#write(of, text.state, text.line);
    this.#counts.inputTokens += answer.inputTokens;
    this.#counts.outputTokens += answer.outputTokens;
    return undefined;
  }

  async #write(of: LineOf, state: RecordState, text: string): Promise<void> {
    try {
      await this.#sink.write(of, state, text);
    } catch (error) {
      throw new Unwritten(error);
    }
    this.#counts[state]++;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const ended = (): void => {
        forget();
        this.#clock.clearTimeout(timer);
        resolve();
      };
      const forget = onAbort(this.#stop, ended);
      const timer = this.#clock.setTimeout(ended, ms);
    });
  }
}

/** An answer that can't be written, as one within itself, is told as what failed: it must not end the others. */
function lineOf(
  record: BatchRecord,
  output: unknown,
): { readonly state: RecordState; readonly line: string } {
  try {
    return { state: "answered", line: answerLine(record, output) };
  } catch (error) {
    return { state: "failed", line: errorLine(record, error) };
  }
}

/** What the refusal says itself, and on top of that longer each time, and not all at once. */
function pauseMs(error: unknown, round: number, random: number): number {
  const said = error instanceof SpillwayError ? error.retryAfterMs : undefined;
  const grown = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (round - 1));
  return (said ?? 0) + grown * (0.5 + 0.5 * random);
}
