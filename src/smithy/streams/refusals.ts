import { SpillwayError } from "../../errors.js";

const ANEW = "Throw away what has come and send the call anew";

export const truncatedError = (operation: string, events: number): SpillwayError =>
  new SpillwayError(
    "STREAM_TRUNCATED",
    `The stream of ${operation} ended after ${counted(events)} without its end mark: the answer is not whole. ${ANEW}. ` +
      "Where streams.truncation (SPILLWAY_STREAMS_TRUNCATION) is ignore, such a stream ends like a whole one.",
  );

export const stalledError = (operation: string, events: number, ms: number): SpillwayError =>
  new SpillwayError(
    "STREAM_STALLED",
    `The stream of ${operation} gave nothing for ${ms} ms after ${counted(events)}, so it was closed. ${ANEW}, ` +
      "or wait for longer: streams.idleMs (SPILLWAY_STREAMS_IDLE_MS).",
  );

export const forgottenError = (operation: string, ms: number): SpillwayError =>
  new SpillwayError(
    "STREAM_FORGOTTEN",
    `A stream of ${operation} lay unread for ${ms} ms, so it was closed and its slot given back. ` +
      "Read streams when they come, or leave them by the call's abort signal; or give them longer: " +
      "streams.idleMs (SPILLWAY_STREAMS_IDLE_MS).",
  );

const counted = (events: number): string => (events === 1 ? "1 event" : `${events} events`);
