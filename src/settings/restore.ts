import { entriesOf, itemsOf } from "./copy.js";
import { type Findings, refuse } from "./findings.js";
import type { RestoredBreaker, RestoredState } from "./settings.js";

/** Whatever a client calls its service and its region: what a snapshot tells can be restored. */
const isText = (value: unknown): boolean => typeof value === "string";
const isMoment = (value: unknown): boolean => value === undefined || Number.isFinite(value);

/** What is read of a breaker, and what it may be. Everything else in a snapshot is left out. */
const FIELDS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ["service", isText],
  ["region", isText],
  ["model", (value: unknown) => value === undefined || isText(value)],
  ["state", (value: unknown) => value === "closed" || value === "open" || value === "halfOpen"],
  ["trips", (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0],
  ["openedAt", isMoment],
  ["probesAt", isMoment],
  ["forced", (value: unknown) => value === undefined || typeof value === "boolean"],
]);

interface At {
  readonly name: string;
  readonly source: string;
  readonly expected: string;
}

function readBreaker(raw: unknown, at: At, findings: Findings): RestoredBreaker | undefined {
  const entries = entriesOf(raw);
  if (entries === undefined) return refuse(findings, { ...at, value: raw });
  for (const [field, fits] of FIELDS) {
    const value = entries.get(field);
    if (fits(value)) continue;
    return refuse(findings, { ...at, name: `${at.name}.${field}`, value, expected: "what snapshot() gave" });
  }
  const kept = [...FIELDS.keys()].map((field) => [field, entries.get(field)] as const);
  // Each field was just checked.
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as unknown as RestoredBreaker;
}

/** A copy of what a snapshot says of breakers, or undefined with the reasons in `findings`. */
export function readRestored(raw: unknown, at: At, findings: Findings): RestoredState | undefined {
  const entries = entriesOf(raw);
  const breakers = itemsOf(entries?.get("breakers"));
  if (entries?.get("version") !== 1 || breakers === undefined) return refuse(findings, { ...at, value: raw });
  const read = breakers.map((each, index) =>
    readBreaker(each, { ...at, name: `${at.name}.breakers[${index}]` }, findings),
  );
  return { version: 1, breakers: read.filter((each) => each !== undefined) };
}
