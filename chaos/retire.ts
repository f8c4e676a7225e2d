import type { Counted, Ledger } from "./ledger.js";
import { PATIENCE_MS } from "./mixture.js";
import type { Seat } from "./seats.js";

/** Every call has ended by then, with the most patient of callers, and every stream, read or not. */
const LONGEST_MS = PATIENCE_MS + 5000;

/** Ends an instance's life, and takes note of what it counted. Calls may still be under way. */
export async function retire(seat: Seat, ledger: Ledger, way: "drain" | "close"): Promise<void> {
  const { plugin, clients } = seat;
  if (way === "close") plugin.close();
  if (!(await within(plugin.drain(), LONGEST_MS))) ledger.undrained++;
  ledger.counted.push(countedOf(seat));
  for (const client of clients) client.destroy();
}

async function within(work: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

export function countedOf({ plugin, ended, forgetful }: Seat): Counted {
  const { lanes } = plugin.snapshot();
  const sum = (of: (lane: (typeof lanes)[number]) => number): number =>
    lanes.reduce((total, lane) => total + of(lane), 0);
  const started = sum(({ counters }) => counters.attempts);
  const endedByWord = sum(
    ({ counters: { served, throttled, unavailable, ignored } }) => served + throttled + unavailable + ignored,
  );
  return {
    ended: ended(),
    // What a lane that is forgotten has counted is gone with it; what was told of it is not.
    started: forgetful ? ended() : started,
    endedByWord: forgetful ? ended() : endedByWord,
    inFlight: sum(({ inFlight }) => inFlight),
    queued: sum(({ queued }) => queued),
  };
}
