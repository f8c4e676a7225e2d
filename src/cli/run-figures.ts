import type { BatchCounts } from "../batch/index.js";
import type { SpillwaySnapshot } from "../governed.js";

/** How a run stands, as it is shown. */
export interface Figures {
  readonly answered: number;
  readonly failed: number;
  readonly invalid: number;
  readonly before: number;
  readonly inFlight: number;
  readonly waiting: number;
  /** Slots of all lanes. */
  readonly window: number;
  /** Of the input that is done, from 0 to 1; undefined where its size is not known. */
  readonly share: number | undefined;
  /** Over the last minute. */
  readonly answersPerMinute: number;
  readonly tokensPerMinute: number;
  /** What a call waits for its turn, and what its answer takes, in ms. */
  readonly waitMs: number;
  readonly serviceMs: number;
  /** Attempts that the service rejected so far, and that were repeated. */
  readonly rejected: number;
  readonly leftMs: number | undefined;
  /** Regions whose breakers hold calls back. */
  readonly shut: readonly string[];
}

interface Sample {
  readonly at: number;
  readonly answered: number;
  readonly tokens: number;
  readonly doneBytes: number;
}

const SPAN_MS = 60_000;
const MINUTE_MS = 60_000;

/** Follows a run. Asked now and then, it tells the figures of the last minute. */
export class Followed {
  readonly #samples: Sample[] = [];

  /** @param at ms of any clock that does not go back */
  figures(counts: Readonly<BatchCounts>, { lanes, breakers }: SpillwaySnapshot, at: number): Figures {
    const { answered, failed, invalid, before, size, inputTokens, outputTokens } = counts;
    const now: Sample = { at, answered, tokens: inputTokens + outputTokens, doneBytes: doneBytes(counts) };
    const sum = (of: (lane: (typeof lanes)[number]) => number): number =>
      lanes.reduce((total, lane) => total + of(lane), 0);
    const first = this.#since(now);
    const perMinute = (from: number, to: number): number =>
      now.at > first.at ? ((to - from) * MINUTE_MS) / (now.at - first.at) : 0;
    const served = sum(({ counters }) => counters.served);
    const answersPerMinute = perMinute(first.answered, now.answered);
    const waiting = sum(({ queued }) => queued);
    return {
      answered,
      failed,
      invalid,
      before,
      inFlight: sum(({ inFlight }) => inFlight),
      waiting,
      window: sum(({ window }) => window),
      share: size === undefined ? undefined : size === 0 ? 1 : Math.min(1, now.doneBytes / size),
      answersPerMinute,
      tokensPerMinute: perMinute(first.tokens, now.tokens),
      waitMs: answersPerMinute > 0 ? (waiting * MINUTE_MS) / answersPerMinute : 0,
      serviceMs:
        served > 0 ? sum(({ roundTripMs, counters }) => (roundTripMs ?? 0) * counters.served) / served : 0,
      rejected: sum(({ counters }) => counters.throttled + counters.unavailable),
      leftMs: leftMs(first, now, size),
      shut: breakers.filter(({ state }) => state === "open").map(({ region, model }) => model ?? region),
    };
  }

  /** The oldest of the last minute. Lines that were done before go by in no time, and say nothing of the rest. */
  #since(now: Sample): Sample {
    if (now.answered === 0) this.#samples.length = 0;
    this.#samples.push(now);
    while ((this.#samples[0]?.at ?? now.at) < now.at - SPAN_MS) this.#samples.shift();
    return this.#samples[0] ?? now;
  }
}

/** What has been read, without what is in hand, where each line is taken for as long as another. */
function doneBytes({ before, answered, failed, invalid, inHand, readBytes }: Readonly<BatchCounts>): number {
  const lines = before + answered + failed + invalid + inHand;
  return lines === 0 ? 0 : readBytes * (1 - inHand / lines);
}

function leftMs(first: Sample, now: Sample, size: number | undefined): number | undefined {
  const done = now.doneBytes - first.doneBytes;
  if (size === undefined || done <= 0 || now.answered === first.answered) return undefined;
  return ((size - now.doneBytes) * (now.at - first.at)) / done;
}
