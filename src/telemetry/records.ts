import { VERSION } from "../version.js";
import { type LogSink, logProvider } from "./api.js";
import type { Told } from "./told.js";

/** OpenTelemetry's numbers of severity. */
const INFO = 9;
const WARN = 13;

let sinkOf: { readonly provider: unknown; readonly sink: LogSink } | undefined;

/** Hands a decision to OpenTelemetry's Logs API, where somebody has registered there. */
export function emitRecord({ name, body, attributes, warns }: Told, context: unknown): void {
  const provider = logProvider();
  if (provider === undefined) return;
  if (sinkOf?.provider !== provider) sinkOf = { provider, sink: provider.getLogger("spillway", VERSION) };
  const [severityNumber, severityText] = warns ? [WARN, "WARN"] : [INFO, "INFO"];
  sinkOf.sink.emit({ eventName: name, severityNumber, severityText, body, attributes, context });
}
