import type { MetadataBearer, MiddlewareStack } from "@smithy/types";
import { putAroundRetry } from "./around-retry.js";
import { attemptMiddleware } from "./attempt.js";
import { type ClientRegion, callMiddleware } from "./call.js";
import type { Calls, Governor } from "./governor.js";
import type { Siblings } from "./siblings.js";

/** What is known of the client that a stack belongs to. */
export interface AboutClient {
  readonly clientRegion: ClientRegion;
  readonly siblings: Siblings;
}

/** Puts both middlewares onto a stack. Added again, by any instance, they replace what stood there. */
export function install<Input extends object, Output extends object>(
  stack: MiddlewareStack<Input, Output>,
  governor: Governor,
  calls: Calls,
  { clientRegion, siblings }: AboutClient,
): void {
  // Every command's output bears metadata; the stack's own type does not say so.
  const bearing = stack as MiddlewareStack<Input, Output & MetadataBearer>;
  putAroundRetry(
    bearing,
    callMiddleware<Input, Output & MetadataBearer>(governor, calls, clientRegion),
    attemptMiddleware<Input, Output & MetadataBearer>(governor, calls, siblings),
  );
}
