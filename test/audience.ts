import type { Emit } from "../src/events.js";
import type { Audience } from "../src/smithy/governor.js";
import { noTelemetry } from "../src/telemetry/telemetry.js";

/** Who hears the events of an instance, and nothing else of it. */
export const audience = (emit: Emit = () => undefined): Audience => ({
  emit,
  telemetry: noTelemetry,
  warnOnce: () => undefined,
  logTo: () => undefined,
});
