import type { Draw, Lane } from "./lane.js";
import type { Reservation } from "./quotas.js";
import type { RequestRecord } from "./report.js";
import type { Fault, FaultPlace } from "./types.js";
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

/** The answer breaks halfway. */
export interface Break {
  readonly where: Exclude<FaultPlace, "response">;
  readonly wording: WordingName;
  readonly retryAfter: string | undefined;
}

/** The request is taken; {@link Model.finish} must be called once. */
export interface Served extends Draw {
  readonly kind: "served";
  readonly requestId: string;
  readonly ticket: Ticket;
  readonly breaks: Break | undefined;
  /** At most so many text frames. */
  readonly chunks: number;
  /** Ms from arrival until the slot is free again. */
  readonly endMs: number;
}

export type Verdict = Refused | Served;

/** Opaque: what {@link Model.finish} needs. */
export interface Ticket {
  readonly lane: Lane;
  readonly record: RequestRecord;
  readonly draw: Draw;
  readonly reservation: Reservation | undefined;
}

/** How long the slot is taken: a break ends the answer early. */
export function endOf({ firstMs, streamMs }: Draw, breaks: Break | undefined, stream: boolean): number {
  if (!breaks) return firstMs + streamMs;
  if (!stream) return (firstMs + streamMs) / 2;
  return breaks.where === "firstFrame" ? firstMs : firstMs + streamMs / 2;
}

/** Whether the fault refuses the request before it has begun. */
export function refuses(fault: Fault, stream: boolean): boolean {
  const { where = "response" } = fault;
  return where === "response" || (!stream && (where === "firstFrame" || where === "eof"));
}
