/** What a receiver of OTLP got, in one plain shape, whatever its encoding. */
export interface Seen {
  readonly spans: SeenSpan[];
  readonly metrics: SeenMetric[];
  readonly records: SeenRecord[];
}

export type Value = string | number | boolean | undefined | readonly Value[];

export type Attributes = Readonly<Record<string, Value>>;

interface OfScope {
  /** Name and version of who made it. */
  readonly scope: string;
  readonly version: string;
}

export interface SeenSpan extends OfScope {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  /** In ms since 1970, to a microsecond. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  readonly status: "unset" | "ok" | "error";
  readonly statusMessage: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events: readonly string[];
  /** What a limit of the SDK kept back. */
  readonly dropped: number;
}

export interface SeenPoint {
  readonly attributes: Attributes;
  /** Of a histogram, its sum. */
  readonly value: number;
  /** Of a histogram. */
  readonly count?: number;
  readonly bounds?: readonly number[];
}

export interface SeenMetric extends OfScope {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly kind: "gauge" | "sum" | "upDownSum" | "histogram";
  readonly points: readonly SeenPoint[];
}

export interface SeenRecord extends OfScope {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: Value;
  readonly attributes: Attributes;
  /** Empty outside of any span. */
  readonly traceId: string;
  readonly spanId: string;
}
