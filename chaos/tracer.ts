import { context, ROOT_CONTEXT, type Span, trace } from "@opentelemetry/api";
import type { Random } from "spillway";
import { ChaosError } from "./errors.js";
import type { Ledger } from "./ledger.js";
import { checkSecrets } from "./listeners.js";
import { HOSTILE_SHARE } from "./mixture.js";

/**
 * Registers a tracer that throws now and then from everywhere, and looks at all that it is told.
 *
 * @returns removes it
 */
export function registerHostileTracer(ledger: Ledger, random: Random): () => void {
  const stumble = (where: string): void => {
    if (random() < HOSTILE_SHARE / 5) throw new ChaosError(where);
  };
  const told = (where: string, value: unknown): void => {
    checkSecrets(ledger, `span ${where}`, JSON.stringify(value) ?? "");
    stumble(where);
  };
  // Only what is asked of a span while it lives; a type of all that one can do would be longer than the run.
  const span = {
    setAttributes: (attributes: unknown) => told("attributes", attributes),
    setStatus: (status: unknown) => told("status", status),
    spanContext: () => ({ traceId: "1".repeat(32), spanId: "1".repeat(16), traceFlags: 1 }),
    isRecording: () => true,
    end: () => stumble("end"),
  } as unknown as Span;
  const startSpan = (name: string, options?: unknown): Span => {
    told(name, options);
    return span;
  };
  const tracer = { startSpan, startActiveSpan: () => undefined };
  // It is asked for spans only.
  trace.setGlobalTracerProvider({ getTracer: () => tracer } as never);
  context.setGlobalContextManager({
    active: () => ROOT_CONTEXT,
    with: (_context, fn, _thisArg, ...args) => {
      stumble("with");
      // Without the receiver: spillway gives none.
      return fn(...args);
    },
    bind: <T>(_context: unknown, target: T) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  return () => {
    trace.disable();
    context.disable();
  };
}
