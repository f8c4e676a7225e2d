import type { FinalizeRequestMiddleware, MetadataBearer, MiddlewareStack } from "@smithy/types";

const OUTSIDE = "spillwayCallMiddleware";
const INSIDE = "spillwayAttemptMiddleware";

/** Puts two middlewares around the SDK's retry loop. Whatever of ours stood there gives way, so that one acts only. */
export function putAroundRetry<Input extends object, Output extends MetadataBearer>(
  stack: MiddlewareStack<Input, Output>,
  outside: FinalizeRequestMiddleware<Input, Output>,
  inside: FinalizeRequestMiddleware<Input, Output>,
): void {
  const options = { toMiddleware: "retryMiddleware", override: true, tags: ["SPILLWAY"] };
  stack.addRelativeTo(outside, { ...options, name: OUTSIDE, relation: "before" });
  stack.addRelativeTo(inside, { ...options, name: INSIDE, relation: "after" });
}

/** Of an entry as a stack's `identify()` tells it: the name, then where it stands. */
export const isOurs = (entry: string): boolean =>
  [OUTSIDE, INSIDE].some((name) => entry === name || entry.startsWith(`${name} `));
