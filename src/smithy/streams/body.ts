import { field } from "../../field.js";
import { record } from "../context.js";

/** Closes the body of a response: a stream of Node's, or of the web. The SDK's own iterator leaves it open. */
export function closeBody(response: unknown): void {
  try {
    const body = field(response, "body");
    const { destroy, cancel } = record(body);
    if (typeof destroy === "function") destroy.call(body);
    // One that is being read can't be cancelled from here; its reader has to.
    else if (typeof cancel === "function") Promise.resolve(cancel.call(body)).catch(() => undefined);
  } catch {
    // A handler's own body, which can't be closed.
  }
}

/** Whether an HTTP/2 body was closed from this side before the service had ended it: by an abort, or a timeout. */
export function closedHere(response: unknown): boolean {
  const body = field(response, "body");
  return field(body, "rstCode") === 0 && field(body, "readableAborted") === true;
}
