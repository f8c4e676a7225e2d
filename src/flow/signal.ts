import { isError } from "../field.js";

/** What waits behind one signal. */
interface Behind {
  readonly waiting: Set<() => void>;
  readonly fire: () => void;
}

/** One listener serves all who wait: a signal looks through its listeners at every new one. */
const behind = new WeakMap<AbortSignal, Behind>();

/** Calls `fn` when the signal fires, once; returns the function that forgets it. */
export function onAbort(signal: AbortSignal | undefined, fn: () => void): () => void {
  if (signal === undefined) return () => undefined;
  const { waiting, fire } = behind.get(signal) ?? listen(signal);
  // A function of its own, so that one given twice is forgotten once.
  const entry = (): void => fn();
  waiting.add(entry);
  return () => {
    if (!waiting.delete(entry) || waiting.size > 0) return;
    behind.delete(signal);
    signal.removeEventListener("abort", fire);
  };
}

function listen(signal: AbortSignal): Behind {
  const waiting = new Set<() => void>();
  const fire = (): void => {
    behind.delete(signal);
    for (const entry of [...waiting]) entry();
  };
  const made = { waiting, fire };
  behind.set(signal, made);
  signal.addEventListener("abort", fire, { once: true });
  return made;
}

/** What the SDK throws for an abort: the same name, so that callers need one test for both. */
export function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  const error = new Error("Request aborted", isError(reason) ? { cause: reason } : {});
  error.name = "AbortError";
  return error;
}
