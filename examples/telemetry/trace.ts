import type { HrTime } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { ATTRIBUTE } from "../../src/telemetry/names.js";
import { notesOf } from "./notes.js";

export type Kind = "application" | "call" | "wait" | "attempt";

/** A span in a waterfall. */
export interface Row {
  readonly kind: Kind;
  readonly name: string;
  /** How deep below the application's own span. */
  readonly depth: number;
  /** Milliseconds since the first span of the trace began. */
  readonly from: number;
  readonly to: number;
  readonly failed: boolean;
  /** What the attributes say, in words. */
  readonly notes: readonly string[];
}

const ERROR = 2;
const KINDS: readonly Kind[] = ["call", "wait", "attempt"];
const PREFIX: Readonly<Record<string, Kind>> = { spillway: "call", wait: "wait", attempt: "attempt" };

const msOf = ([seconds, nanos]: HrTime): number => seconds * 1000 + nanos / 1e6;

export const kindOf = ({ name }: ReadableSpan): Kind => PREFIX[name.split(" ")[0] ?? ""] ?? "application";

/** The spans of each trace. */
export function tracesOf(spans: readonly ReadableSpan[]): ReadableSpan[][] {
  const traces = new Map<string, ReadableSpan[]>();
  for (const span of spans) {
    const { traceId } = span.spanContext();
    traces.set(traceId, [...(traces.get(traceId) ?? []), span]);
  }
  return [...traces.values()];
}

/** What makes a call worth looking at, and how much: that it waited and went elsewhere more than all the rest. */
const WORTH: readonly (readonly [points: number, has: (span: ReadableSpan) => boolean])[] = [
  [4, ({ attributes }) => attributes[ATTRIBUTE.breakerAfter] === "open"],
  [4, ({ attributes }) => attributes[ATTRIBUTE.breaker] === "closed" && ATTRIBUTE.breakerAfter in attributes],
  [4, (span) => kindOf(span) === "call" && span.attributes[ATTRIBUTE.outcome] === "success"],
  [12, ({ attributes }) => attributes[ATTRIBUTE.spillReason] !== undefined],
  [12, (span) => kindOf(span) === "wait"],
  [1, ({ attributes }) => attributes[ATTRIBUTE.windowAfter] !== undefined],
  [1, ({ attributes }) => attributes[ATTRIBUTE.firstChunk] !== undefined],
];

const worthOf = (trace: readonly ReadableSpan[]): number =>
  WORTH.reduce((sum, [points, has]) => sum + (trace.some(has) ? points : 0), 0);

/** The trace of a call that waited, was refused, opened a breaker and went elsewhere, if there is one. */
export const interesting = (traces: readonly ReadableSpan[][]): readonly ReadableSpan[] =>
  traces.toSorted((one, other) => worthOf(other) - worthOf(one) || other.length - one.length)[0] ?? [];

/** A trace from its first span to its last. */
export function rowsOf(trace: readonly ReadableSpan[]): Row[] {
  const byStart = trace.toSorted(
    (one, other) =>
      msOf(one.startTime) - msOf(other.startTime) ||
      KINDS.indexOf(kindOf(one)) - KINDS.indexOf(kindOf(other)),
  );
  const began = msOf(byStart[0]?.startTime ?? [0, 0]);
  return byStart.map((span) => {
    const kind = kindOf(span);
    const depth = kind === "application" ? 0 : kind === "call" ? 1 : 2;
    return {
      kind,
      name: span.name.replace(/ \S+$/, kind === "application" ? "$&" : ""),
      depth,
      from: msOf(span.startTime) - began,
      to: msOf(span.endTime) - began,
      failed: span.status.code === ERROR,
      notes: notesOf(kind, span.attributes),
    };
  });
}
