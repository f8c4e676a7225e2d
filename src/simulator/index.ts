export type { Step } from "./gauge.js";
export type { HandledRequest, HandledResponse, SignalLike, SimulatorHandler } from "./handler.js";
export type { LaneReport, RequestRecord, SimulatorReport } from "./report.js";
export { seeded } from "./seeded.js";
export type { Listening, ListenOptions } from "./server.js";
export { createSimulator, type Simulator, type SimulatorOptions } from "./simulator.js";
export type { Counts } from "./tally.js";
export type {
  Fault,
  FaultPlace,
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
