import type { HeapSample } from "./heap.js";
import type { Counts, Ledger } from "./ledger.js";
import type { Evidence } from "./run.js";

/** One thing that must hold, and whether it did. */
export interface Finding {
  readonly invariant: string;
  /** Undefined: this run was too short to tell. */
  readonly ok: boolean | undefined;
  readonly figures: string;
  /** Examples of what broke it. */
  readonly examples: readonly string[];
}

/** Before so many calls the caches of the machine are not filled: levels say nothing. */
export const WARM_CALLS = 20_000;

/**
 * By such a share the level at the end may be higher than after so many calls. Until about 60,000 the engine still
 * compiles, and notes what it sees of types: a heap snapshot shows code that grows, and no objects. From then on nothing
 * grows any more.
 */
const MOST_GROWTH: readonly (readonly [calls: number, share: number])[] = [
  [WARM_CALLS, 0.1],
  [60_000, 0.05],
];

export const total = (counts: Counts): number => [...counts.values()].reduce((sum, each) => sum + each, 0);

type Invariant = (evidence: Evidence) => Omit<Finding, "invariant">;

const INVARIANTS: Readonly<Record<string, Invariant>> = {
  "every call settles": ({ ledger, stillness }) => {
    const left = stillness.reduce((sum, { unsettled }) => sum + unsettled, 0) + ledger.begun - ledger.settled;
    return withFaults(ledger, ["hung"], left === 0, `${ledger.settled} of ${ledger.begun}`);
  },
  "every permit ends once": ({ ledger: { counted } }) => {
    const [started, ended, worded] = [
      sumOf(counted, "started"),
      sumOf(counted, "ended"),
      sumOf(counted, "endedByWord"),
    ];
    const ok = counted.every((each) => each.started === each.ended && each.started === each.endedByWord);
    return plain(ok, `${started} begun, ${ended} told, ${worded} counted, ${counted.length} instances`);
  },
  "nothing stays in flight or in line": ({ ledger: { counted, undrained }, stillness }) => {
    const [inFlight, queued] = [
      sumOf([...counted, ...stillness], "inFlight"),
      sumOf([...counted, ...stillness], "queued"),
    ];
    const figures = `${inFlight} in flight, ${queued} in line, ${undrained} not drained`;
    return plain(inFlight + queued + undrained === 0, figures);
  },
  "nothing stays open at the service": ({ stillness }) => {
    const open = sumOf(stillness, "server");
    const slowest = Math.max(0, ...stillness.map(({ ms }) => ms));
    return plain(open === 0, `${open} open, still after ${Math.round(slowest)} ms at most`);
  },
  "spillway's attempts are the service's": ({ ledger }) => {
    const attempts = sumOf(ledger.counted, "started");
    const [unseen, unsent] = [total(ledger.unseen), total(ledger.unsent)];
    const ok = attempts === ledger.handed + unsent && ledger.handed === ledger.seen + unseen;
    const figures = `${attempts} = ${ledger.seen} seen + ${unseen} lost on the way + ${unsent} not sent`;
    return withFaults(ledger, ["wire"], ok, figures);
  },
  "every result is a known one": ({ ledger }) =>
    withFaults(ledger, ["error", "answer"], true, `${ledger.results.size} kinds`),
  "no secret is told": ({ ledger }) =>
    withFaults(ledger, ["secret"], true, `${total(ledger.events)} events and all warnings, spans, errors`),
  "the process has nothing to complain of": ({ ledger }) =>
    withFaults(ledger, ["process"], true, "rejections, exceptions, warnings"),
  "the heap stays level": ({ heap }) => heapFinding(heap),
};

/** What held and what did not. Pure. */
export const judge = (evidence: Evidence): Finding[] =>
  Object.entries(INVARIANTS).map(([invariant, judged]) => ({ invariant, ...judged(evidence) }));

export const isFailed = ({ ok }: Finding): boolean => ok === false;

const plain = (ok: boolean, figures: string): Omit<Finding, "invariant"> => ({ ok, figures, examples: [] });

/** Nor may there be faults of these kinds. */
function withFaults(
  { faults }: Ledger,
  kinds: readonly string[],
  ok: boolean,
  figures: string,
): Omit<Finding, "invariant"> {
  const found = kinds.flatMap((kind) => faults.get(kind) ?? []);
  const count = found.reduce((sum, fault) => sum + fault.count, 0);
  return {
    ok: ok && count === 0,
    figures: count === 0 ? figures : `${figures}; ${count} against it`,
    examples: found.flatMap(({ examples }) => examples),
  };
}

function sumOf<Key extends string>(list: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return list.reduce((sum, each) => sum + each[key], 0);
}

function heapFinding(heap: readonly HeapSample[]): Omit<Finding, "invariant"> {
  const last = heap.at(-1);
  const levels = MOST_GROWTH.flatMap(([calls, share]) => {
    const level = heap.find((sample) => sample.calls >= calls);
    if (level === undefined || last === undefined || level === last) return [];
    const growth = last.bytes / level.bytes - 1;
    const told = `${mebibytes(level)} after ${level.calls} calls (since then ${(100 * growth).toFixed(1)} %)`;
    return [{ told, ok: growth <= share }];
  });
  if (last === undefined || levels.length === 0) {
    return { ok: undefined, figures: "too short to tell", examples: [] };
  }
  const figures = [...levels.map(({ told }) => told), `${mebibytes(last)} after ${last.calls}`].join(", ");
  return plain(
    levels.every(({ ok }) => ok),
    figures,
  );
}

const mebibytes = ({ bytes }: HeapSample): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
