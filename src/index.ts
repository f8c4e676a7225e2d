export type { Clock, TimerHandle } from "./clock.js";
export { SpillwayError, type SpillwayErrorCode } from "./errors.js";
export type { BreakerState, LaneName, Listener, SpillwayEventName, SpillwayEvents } from "./events.js";
export type { SpillwaySnapshot } from "./governed.js";
export type { BreakerSnapshot } from "./health/region.js";
export type { Random } from "./random.js";
export type { LaneCounters, LaneSnapshot } from "./routing/lane-snapshot.js";
export type { SpillwayOptions } from "./settings/options.js";
export type {
  ClientFor,
  EndpointFor,
  QuotaFigures,
  QuotasFor,
  RestoredBreaker,
  RestoredState,
  Target,
} from "./settings/settings.js";
export type { UpdateOptions } from "./settings/update.js";
export type { CallSettings } from "./smithy/call-settings.js";
export type { ClientLike } from "./smithy/client.js";
export { withCall, withCalls } from "./smithy/with-call.js";
export { type Spillway, spillway, withSpillway } from "./spillway.js";
