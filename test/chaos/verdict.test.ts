import { describe, expect, it } from "vitest";
import { Ledger } from "../../chaos/ledger.js";
import type { Evidence } from "../../chaos/run.js";
import { isFailed, judge } from "../../chaos/verdict.js";

const MIB = 2 ** 20;
const STILL = { server: 0, inFlight: 0, queued: 0, unsettled: 0, ms: 100 };
const COUNTED = { started: 10, ended: 10, endedByWord: 10, inFlight: 0, queued: 0 };

/** A run in which everything held: ten attempts, of which eight were seen, one was lost and one was not sent. */
function good(): Evidence {
  const ledger = new Ledger();
  for (let i = 0; i < 10; i++) {
    ledger.call("converse");
    ledger.result("answer");
  }
  ledger.handed = 9;
  ledger.seen = 8;
  ledger.unseen.set("ECONNRESET", 1);
  ledger.unsent.set("a hook threw", 1);
  ledger.counted.push(COUNTED);
  const heap = [20_000, 40_000].map((calls) => ({ calls, bytes: 30 * MIB }));
  return { ledger, heap, stillness: [STILL], ms: 1000 };
}

const brokenIn = (evidence: Evidence): string[] =>
  judge(evidence)
    .filter(isFailed)
    .map(({ invariant }) => invariant);

describe("the verdict on a run", () => {
  it("finds nothing where everything held", () => {
    expect(brokenIn(good())).toEqual([]);
  });

  const CASES: readonly (readonly [
    what: string,
    invariant: string,
    change: (evidence: Evidence) => Evidence,
  ])[] = [
    ["a call without a result", "every call settles", having(({ ledger }) => ledger.call("invoke"))],
    ["a call that hung", "every call settles", having(({ ledger }) => ledger.fault("hung", "call 1"))],
    [
      "callers left after a leg",
      "every call settles",
      (evidence) => ({ ...evidence, stillness: [{ ...STILL, unsettled: 1 }] }),
    ],
    [
      "a permit that did not end",
      "every permit ends once",
      having(({ ledger }) => ledger.counted.splice(0, 1, { ...COUNTED, ended: 9, endedByWord: 9 })),
    ],
    [
      "a permit that ended twice, and one that did not",
      "every permit ends once",
      having(({ ledger }) =>
        ledger.counted.splice(
          0,
          1,
          { ...COUNTED, started: 5, ended: 6, endedByWord: 5 },
          { ...COUNTED, started: 5, ended: 4, endedByWord: 5 },
        ),
      ),
    ],
    [
      "a permit in flight",
      "nothing stays in flight or in line",
      (evidence) => ({ ...evidence, stillness: [{ ...STILL, inFlight: 1 }] }),
    ],
    [
      "an instance that did not drain",
      "nothing stays in flight or in line",
      having(({ ledger }) => ledger.undrained++),
    ],
    [
      "a stream that is open at the service",
      "nothing stays open at the service",
      (evidence) => ({ ...evidence, stillness: [STILL, { ...STILL, server: 1 }] }),
    ],
    ["a request too many", "spillway's attempts are the service's", having(({ ledger }) => ledger.handed++)],
    [
      "a request that nobody sent",
      "spillway's attempts are the service's",
      having(({ ledger }) => ledger.seen++),
    ],
    [
      "one attempt twice",
      "spillway's attempts are the service's",
      having(({ ledger }) => ledger.fault("wire", "twice")),
    ],
    [
      "an unknown error",
      "every result is a known one",
      having(({ ledger }) => ledger.fault("error", "TypeError")),
    ],
    [
      "half an answer",
      "every result is a known one",
      having(({ ledger }) => ledger.fault("answer", "call 1")),
    ],
    ["a secret", "no secret is told", having(({ ledger }) => ledger.fault("secret", "event"))],
    [
      "an unhandled rejection",
      "the process has nothing to complain of",
      having(({ ledger }) => ledger.fault("process", "rejection")),
    ],
    [
      "a heap that grows at first",
      "the heap stays level",
      (evidence) => ({ ...evidence, heap: [...evidence.heap, { calls: 60_000, bytes: 33.1 * MIB }] }),
    ],
    [
      "a heap that goes on growing",
      "the heap stays level",
      (evidence) => ({
        ...evidence,
        heap: [...evidence.heap, { calls: 60_000, bytes: 31 * MIB }, { calls: 200_000, bytes: 32.6 * MIB }],
      }),
    ],
  ];

  it.each(CASES)("finds %s", (_what, invariant, change) => {
    expect(brokenIn(change(good()))).toEqual([invariant]);
  });

  it("does not judge the heap of a run that is too short", () => {
    const heap = [{ calls: 3000, bytes: 30 * MIB }];
    const finding = judge({ ...good(), heap }).find(({ invariant }) => invariant === "the heap stays level");
    expect(finding?.ok).toBeUndefined();
  });

  it("shows examples of what broke", () => {
    const evidence = good();
    evidence.ledger.fault("error", "call 7: TypeError");
    expect(judge(evidence).flatMap(({ examples }) => examples)).toEqual(["call 7: TypeError"]);
  });
});

function having(act: (evidence: Evidence) => unknown): (evidence: Evidence) => Evidence {
  return (evidence) => {
    act(evidence);
    return evidence;
  };
}
