import Table from "cli-table3";
import type { Counts } from "./ledger.js";
import type { Evidence } from "./run.js";
import { type Finding, isFailed } from "./verdict.js";

const STYLE = { head: [], border: [] };

const WORDS = { true: "holds", false: "BROKEN", undefined: "not judged" } as const;

const wordOf = ({ ok }: Finding): string => WORDS[`${ok}`];

export function findingsTable(findings: readonly Finding[]): string {
  const table = new Table({ head: ["invariant", "", "figures"], style: STYLE });
  for (const finding of findings) table.push([finding.invariant, wordOf(finding), finding.figures]);
  return table.toString();
}

function countsTable(title: string, counts: Counts): string {
  const table = new Table({ head: [title, "count"], style: STYLE, colAligns: ["left", "right"] });
  for (const row of [...counts].sort(([, one], [, other]) => other - one)) table.push([...row]);
  return table.toString();
}

export function examplesOf(findings: readonly Finding[]): string {
  return findings
    .filter(isFailed)
    .map(({ invariant, figures, examples }) =>
      [`BROKEN: ${invariant} (${figures})`, ...examples.map((example) => `  ${example}`)].join("\n"),
    )
    .join("\n");
}

/** All of a run, for people. */
export function textOf({ ledger, heap, ms }: Evidence, findings: readonly Finding[]): string {
  const levels = heap.map(({ calls, bytes }) => `${calls}: ${(bytes / 2 ** 20).toFixed(1)}`).join(", ");
  return [
    countsTable("what callers got", ledger.results),
    countsTable("requests that the service never saw, by their end", ledger.unseen),
    countsTable("attempts that were not sent", ledger.unsent),
    countsTable("events", ledger.events),
    countsTable("around the calls", ledger.turmoil),
    `${ledger.settled} calls in ${Math.round(ms / 1000)} s. Heap in MiB after so many calls: ${levels}.`,
    findingsTable(findings),
    examplesOf(findings),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

/** The same as plain data. */
export function dataOf({ ledger, heap, stillness, ms }: Evidence, findings: readonly Finding[]): object {
  const { begun, settled, handed, seen, undrained } = ledger;
  const plain = (counts: Counts): object => Object.fromEntries(counts);
  return {
    ok: !findings.some(isFailed),
    findings,
    ms: Math.round(ms),
    calls: { begun, settled, handed, seen, undrained },
    results: plain(ledger.results),
    ends: plain(ledger.ends),
    unseen: plain(ledger.unseen),
    unsent: plain(ledger.unsent),
    events: plain(ledger.events),
    turmoil: plain(ledger.turmoil),
    heap,
    stillness,
  };
}
