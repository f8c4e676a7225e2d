import { isAttempt, isCall, isOurs, isWait, type Tree } from "./trees.js";

/** Ends that are as somebody wanted them. */
const FINE: ReadonlySet<unknown> = new Set(["success", "left"]);

/** OpenTelemetry's SDK rounds the moment at which a span began to a whole millisecond. */
const ROUNDED = 1.01;

type Rule = (tree: Tree, parent: Tree | undefined) => boolean;

/** What holds for each of our spans, whatever happened. */
const RULES: Readonly<Record<string, Rule>> = {
  "is a call, an attempt or a wait": ({ span }) => isCall(span) || isAttempt(span) || isWait(span),
  "only attempts are CLIENT": ({ span }) => span.kind === (isAttempt(span) ? "client" : "internal"),
  "attempts and waits stand below a call": ({ span }, parent) =>
    isCall(span) || (parent !== undefined && isCall(parent.span)),
  "a call stands below the application's own span": ({ span }, parent) =>
    !isCall(span) || (parent !== undefined && !isOurs(parent.span)),
  "is in the trace of its parent": ({ span }, parent) =>
    parent === undefined || span.traceId === parent.span.traceId,
  "has the status ERROR where it says with what": ({ span }) =>
    (span.status === "error") === (span.attributes["error.type"] !== undefined),
  "says with what it failed": ({ span }) =>
    isWait(span) ||
    (span.attributes["error.type"] === undefined) ===
      (FINE.has(span.attributes["spillway.outcome"]) || wasLeft(span.attributes)),
  "has no words in its status": ({ span }) => span.statusMessage === "",
  "has no span events": ({ span }) => span.events.length === 0,
  "has lost nothing": ({ span }) => span.dropped === 0,
  "counts its attempts": ({ span, children }) =>
    !isCall(span) ||
    span.attributes["spillway.attempts"] === children.filter((child) => isAttempt(child.span)).length,
  "numbers its attempts": ({ span, children }) =>
    !isCall(span) ||
    children
      .filter((child) => isAttempt(child.span))
      .every(
        (child, index) =>
          child.span.attributes["http.request.resend_count"] === (index > 0 ? index : undefined),
      ),
  "lasts as long as what is below it, one after the other": ({ span, children }) =>
    children.every(
      (child, index) =>
        child.span.start > span.start - ROUNDED &&
        child.span.end < span.end + ROUNDED &&
        child.span.start > (children[index - 1]?.span.end ?? 0) - ROUNDED,
    ),
  "a probe links to what tripped": ({ span }) =>
    span.links.length === (span.attributes["spillway.breaker.probe"] === true ? 1 : 0),
};

/** An attempt whose stream its reader left has failed for nobody. */
const wasLeft = (attributes: Tree["span"]["attributes"]): boolean =>
  attributes["spillway.outcome"] === "client_abort" && attributes["error.type"] === undefined;

/** Each rule that a span of ours breaks. */
export function broken(tree: Tree, parent?: Tree): string[] {
  const rules = isOurs(tree.span) ? Object.entries(RULES) : [];
  const own = rules.filter(([, holds]) => !holds(tree, parent)).map(([rule]) => `${tree.span.name}: ${rule}`);
  return [...own, ...tree.children.flatMap((child) => broken(child, tree))];
}
