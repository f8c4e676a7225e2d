export type { HandledResponse } from "./delivery.js";
export type { Step } from "./gauge.js";
export type { HandledRequest, SignalLike, SimulatorHandler } from "./handler.js";
export type { Listening, ListenOptions } from "./listening.js";
export type { FaultPlace, FaultVariant } from "./places.js";
export type { LaneReport, RequestRecord, SimulatorReport } from "./report.js";
export { seeded } from "./seeded.js";
export { createSimulator, type Simulator, type SimulatorOptions } from "./simulator.js";
export type { Counts } from "./tally.js";
export type {
  Fault,
  ModelServer,
  ModelSettings,
  Operation,
  Output,
  Quota,
  Service,
  SimulatorChange,
  Slots,
} from "./types.js";
export { type RunOptions, VirtualClock, type VirtualClockOptions } from "./virtual-clock.js";
export { type Wording, type WordingName, wordings } from "./wordings.js";
