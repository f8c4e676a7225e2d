import type { DiagLogger, MeterProvider, TracerProvider } from "@opentelemetry/api";

/** What an application has registered. */
export interface Registered {
  readonly trace?: TracerProvider;
  readonly metrics?: MeterProvider;
  readonly diag?: DiagLogger;
}

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

/**
 * Where the API keeps what an application has registered, for all of its copies in a process (every 1.x the same). To
 * look there costs nothing, and spares those who don't look on the loading of the API, which takes longer than all else
 * that we load.
 */
const API = Symbol.for("opentelemetry.js.api.1");
/** The same of the Logs API, a package of its own (0.x) that we need not have: the key and its version 1 are all of it. */
const LOGS_API = Symbol.for("io.opentelemetry.js.api.logs");
const LOGS_VERSION = 1;

const world = globalThis as {
  [API]?: Registered;
  [LOGS_API]?: (version: number) => LogProvider | undefined;
};

const NOTHING: Registered = {};

/** May change at any time. */
export const registered = (): Registered => world[API] ?? NOTHING;

export const logProvider = (): LogProvider | undefined => world[LOGS_API]?.(LOGS_VERSION);

/** Whether anybody has registered to be told. */
export function someoneLooksOn(): boolean {
  const { trace, metrics } = registered();
  return trace !== undefined || metrics !== undefined || world[LOGS_API] !== undefined;
}

/** Says something to who looks after the telemetry of the process. */
export function diagnose(message: string): void {
  try {
    registered().diag?.error("spillway", message);
  } catch {
    // There is nobody left to tell.
  }
}
