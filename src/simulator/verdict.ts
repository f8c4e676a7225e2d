import type { Draw, Lane } from "./lane.js";
import type { FaultPlace } from "./places.js";
import type { Reservation } from "./quotas.js";
import type { RequestRecord } from "./report.js";
import type { WordingName } from "./wordings.js";

/** The request is refused. */
export interface Refused {
  readonly kind: "refused";
  readonly requestId: string;
  readonly wording: WordingName;
  /** Ms from arrival until the refusal leaves. */
  readonly afterMs: number;
  readonly retryAfter: string | undefined;
}

/** Places of what is dropped without an answer and without a slot. */
export type DropPlace = "reset" | "refusedStream";

/** The request gets no answer at all. */
export interface Dropped {
  readonly kind: "dropped";
  readonly where: DropPlace;
  /** Ms from arrival until the client hears of it. */
  readonly afterMs: number;
}

/** Places at which an answer breaks that has been taken on. */
export type BreakPlace = Exclude<FaultPlace, "response" | "refusedConnection" | DropPlace>;

/** The answer does not go as it should. */
export interface Break {
  readonly where: BreakPlace;
  readonly wording: WordingName;
  readonly retryAfter: string | undefined;
  readonly variant: string | undefined;
  /** Chance for all that is left open: the same seed damages in the same way. */
  readonly seed: number;
}

/** The request is taken; {@link Model.finish} must be called once. */
export interface Served extends Draw {
  readonly kind: "served";
  readonly requestId: string;
  readonly ticket: Ticket;
  readonly breaks: Break | undefined;
  /** At most so many text frames. */
  readonly chunks: number;
  /** Ms from arrival until the answer is over, and the slot free again unless it stalls. */
  readonly endMs: number;
}

export type Verdict = Refused | Dropped | Served;

/** Opaque: what {@link Model.finish} needs. */
export interface Ticket {
  readonly lane: Lane;
  readonly record: RequestRecord;
  readonly draw: Draw;
  readonly reservation: Reservation | undefined;
  /** The largest part of its tokens that the answer will ever write. */
  readonly share: number;
}
