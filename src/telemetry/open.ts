import { someoneLooksOn } from "./api.js";
import type { Recorder } from "./recorder.js";
import { type CallTelemetry, type Source, silent, type Telemetry } from "./telemetry.js";

/**
 * Telemetry through the OpenTelemetry API, from the moment on when the application has registered for any of it. Until
 * then nothing of it is loaded. A fault of the telemetry never reaches a call: it is told to `onFault`.
 */
export function openTelemetry(onFault: (error: unknown) => void): Telemetry {
  let recorder: Recorder | undefined;
  let loading: Promise<void> | undefined;
  let source: Source | undefined;
  const load = async (): Promise<void> => {
    try {
      const parts = await import("./recorder.js");
      recorder = new parts.Recorder(onFault, source);
    } catch (error) {
      onFault(error);
    }
  };
  return {
    startCall: (lane, service, operation) => {
      if (!someoneLooksOn()) return silent;
      const start = (): CallTelemetry => recorder?.startCall(lane, service, operation) ?? silent;
      if (recorder !== undefined) return start();
      loading ??= load();
      return loading.then(start);
    },
    hear: (name, event) => recorder?.hear(name, event),
    watch: (shown) => {
      source = shown;
    },
  };
}
