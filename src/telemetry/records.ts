import { VERSION } from "../version.js";
import type { LogProvider, LogSink } from "./api.js";
import type { Told } from "./told.js";

/** OpenTelemetry's numbers of severity. */
const INFO = 9;
const WARN = 13;

let sinkOf: { readonly provider: unknown; readonly sink: LogSink } | undefined;

/** Hands a decision to OpenTelemetry's Logs API. */
export function emitRecord(
  provider: LogProvider,
  { name, body, attributes, warns }: Told,
  context: unknown,
): void {
  if (sinkOf?.provider !== provider) sinkOf = { provider, sink: provider.getLogger("spillway", VERSION) };
  const [severityNumber, severityText] = warns ? [WARN, "WARN"] : [INFO, "INFO"];
  sinkOf.sink.emit({ eventName: name, severityNumber, severityText, body, attributes, context });
}
