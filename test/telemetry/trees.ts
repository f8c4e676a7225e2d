import type { SeenSpan } from "./otlp/shapes.js";

/** A span with those below it, in the order in which they began. */
export interface Tree {
  readonly span: SeenSpan;
  readonly children: readonly Tree[];
}

const byStart = (one: SeenSpan, other: SeenSpan): number => one.start - other.start;

export function treesOf(spans: readonly SeenSpan[]): Tree[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const sorted = [...spans].sort(byStart);
  const below = new Map<string, SeenSpan[]>();
  for (const span of sorted) below.set(span.parentSpanId, [...(below.get(span.parentSpanId) ?? []), span]);
  const tree = (span: SeenSpan): Tree => ({ span, children: (below.get(span.spanId) ?? []).map(tree) });
  return sorted.filter(({ parentSpanId }) => !known.has(parentSpanId)).map(tree);
}

export const isOurs = ({ scope }: SeenSpan): boolean => scope === "spillway";
export const isCall = (span: SeenSpan): boolean => isOurs(span) && span.name.startsWith("spillway ");
export const isAttempt = (span: SeenSpan): boolean => isOurs(span) && span.name.startsWith("attempt ");
export const isWait = (span: SeenSpan): boolean => isOurs(span) && span.name.startsWith("wait ");

const TOLD = [
  "http.request.resend_count",
  "cloud.region",
  "http.response.status_code",
  "spillway.outcome",
  "error.type",
  "spillway.attempts",
  "spillway.spill.from",
  "spillway.spill.reason",
  "spillway.breaker.state",
  "spillway.breaker.after",
  "spillway.breaker.probe",
];

/**
 * One line a span: name, kind, status, and what came of it; below it its children, sorted by that. Without waits: in
 * real time there may be one or none.
 */
export function render({ span, children }: Tree, depth = 0): string {
  const told = TOLD.filter((name) => span.attributes[name] !== undefined);
  const facts = told.map((name) => `${name}=${String(span.attributes[name])}`);
  const links = span.links.length > 0 ? [`links=${span.links.length}`] : [];
  const line = [span.name, span.kind, span.status, ...facts, ...links].join(" ");
  const below = children.filter((child) => !isWait(child.span)).map((child) => render(child, depth + 1));
  return `${"  ".repeat(depth)}${line}\n${below.sort().join("")}`;
}

const lasted = ({ start, end }: SeenSpan): number => end - start;

/**
 * Milliseconds of a span that its children do not account for. By how long each one took: OpenTelemetry's SDK measures
 * that to a microsecond, and rounds the moment at which a span began to a whole millisecond.
 */
export const unaccounted = ({ span, children }: Tree): number =>
  lasted(span) - children.reduce((sum, child) => sum + lasted(child.span), 0);

export function* all(trees: readonly Tree[]): Generator<Tree> {
  for (const tree of trees) {
    yield tree;
    yield* all(tree.children);
  }
}
