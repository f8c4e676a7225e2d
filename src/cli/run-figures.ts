import type { BatchCounts } from "../batch/index.js";
import type { SpillwaySnapshot } from "../governed.js";
import type { LastError } from "./run-last-error.js";

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
  /** Attempts that ended without an answer, whatever was the matter. */
  readonly rejected: number;
  readonly leftMs: number | undefined;
  /** Regions whose breakers hold calls back. */
  readonly shut: readonly string[];
  /** What the last of the rejected attempts said, and how long ago. */
  readonly lastError?:
    | { readonly name: string; readonly message: string; readonly agoMs: number }
    | undefined;
}

interface Sample {
  readonly at: number;
  readonly answered: number;
  readonly tokens: number;
  readonly doneBytes: number;
}

const SPAN_MS = 60_000;
const MINUTE_MS = 60_000;

/** Attempts of a lane that were not served and are not under way. */
export const unanswered = ({ counters, inFlight }: SpillwaySnapshot["lanes"][number]): number =>
  Math.max(0, counters.attempts - counters.served - inFlight);

/** Follows a run. Asked now and then, it tells the figures of the last minute. */
export class Followed {
  readonly #samples: Sample[] = [];

  /** @param at ms of any clock that does not go back */
  figures(
    counts: Readonly<BatchCounts>,
    { lanes, breakers }: SpillwaySnapshot,
    at: number,
    last?: LastError,
  ): Figures {
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
      rejected: sum(unanswered),
      leftMs: leftMs(first, now, size),
      shut: breakers.filter(({ state }) => state === "open").map(({ region, model }) => model ?? region),
      lastError: last && { name: last.name, message: last.message, agoMs: Math.round(at - last.at) },
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
