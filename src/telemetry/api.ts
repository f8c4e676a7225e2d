import type { DiagLogger, MeterProvider, TracerProvider } from "@opentelemetry/api";

/** A log record as the Logs API takes it, as far as we write it. */
export interface LogRecord {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly context: unknown;
}

export interface LogSink {
  emit(record: LogRecord): void;
}

export interface LogProvider {
  getLogger(name: string, version: string): LogSink;
}

/** What an application has registered. */
export interface Registered {
  readonly trace?: TracerProvider;
  readonly metrics?: MeterProvider;
  /** Since 1.10. */
  readonly logs?: LogProvider;
  readonly diag?: DiagLogger;
}

/**
 * Where the API keeps what an application has registered, for all of its copies in a process (every 1.x the same). To
 * look there costs nothing, and spares those who don't look on the loading of the API, which takes longer than all else
 * that we load.
 */
const API = Symbol.for("opentelemetry.js.api.1");
/**
 * The same of the Logs API as long as it was a package of its own (0.x, with SDKs 2.x), which we need not have: the key
 * and its version 1 are all of it.
 */
const LOGS_API = Symbol.for("io.opentelemetry.js.api.logs");
const LOGS_VERSION = 1;

const world = globalThis as {
  [API]?: Registered;
  [LOGS_API]?: (version: number) => LogProvider | undefined;
};

const NOTHING: Registered = {};

/** May change at any time. */
export const registered = (): Registered => world[API] ?? NOTHING;

export const logProvider = (): LogProvider | undefined =>
  registered().logs ?? world[LOGS_API]?.(LOGS_VERSION);

/** Whether anybody has registered to be told. */
export function someoneLooksOn(): boolean {
  const { trace, metrics, logs } = registered();
  return (trace ?? metrics ?? logs ?? world[LOGS_API]) !== undefined;
}

/** Says something to who looks after the telemetry of the process. */
export function diagnose(message: string): void {
  try {
    registered().diag?.error("spillway", message);
  } catch {
    // There is nobody left to tell.
  }
}
