import type { FinalizeRequestMiddleware, MetadataBearer, MiddlewareStack } from "@smithy/types";
import { atHead } from "./streams/beginning.js";

const OUTSIDE = "spillwayCallMiddleware";
const INSIDE = "spillwayAttemptMiddleware";
const AT_HEAD = "spillwayHeadMiddleware";

/**
 * Puts two middlewares around the SDK's retry loop, and one where the heads of answers show. Whatever of ours stood there
 * gives way, so that one acts only.
 */
export function putAroundRetry<Input extends object, Output extends MetadataBearer>(
  stack: MiddlewareStack<Input, Output>,
  outside: FinalizeRequestMiddleware<Input, Output>,
  inside: FinalizeRequestMiddleware<Input, Output>,
): void {
  const everywhere = { override: true, tags: ["SPILLWAY"] };
  const options = { ...everywhere, toMiddleware: "retryMiddleware" };
  stack.addRelativeTo(outside, { ...options, name: OUTSIDE, relation: "before" });
  stack.addRelativeTo(inside, { ...options, name: INSIDE, relation: "after" });
  stack.add(atHead<Input, Output>(), { ...everywhere, step: "deserialize", priority: "low", name: AT_HEAD });
}

/** Of an entry as a stack's `identify()` tells it: the name, then where it stands. */
export const isOurs = (entry: string): boolean =>
  [OUTSIDE, INSIDE, AT_HEAD].some((name) => entry === name || entry.startsWith(`${name} `));
