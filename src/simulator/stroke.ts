import type { Draw } from "./lane.js";
import { places } from "./places.js";
import { hash, seeded } from "./seeded.js";
import type { Fault } from "./types.js";
import type { Break, BreakPlace, DropPlace } from "./verdict.js";
import type { WordingName } from "./wordings.js";

/** What a fault does to a request. */
export type Stroke =
  | { readonly kind: "refused"; readonly wording: WordingName; readonly retryAfter: string | undefined }
  | { readonly kind: "dropped"; readonly where: DropPlace }
  | { readonly kind: "broken"; readonly where: BreakPlace; readonly fault: Fault };

/** Settings let no fault through that lacks its words where they show. */
const SPEECHLESS: WordingName = "unexpectedError";

/** @param stream whether the answer is an event stream: a place within one refuses what is none */
export function strokeOf(fault: Fault, stream: boolean): Stroke | undefined {
  const { where = "response", fault: wording = SPEECHLESS, retryAfter } = fault;
  switch (where) {
    case "refusedConnection":
      return undefined;
    case "reset":
    case "refusedStream":
      return { kind: "dropped", where };
    case "response":
      return { kind: "refused", wording, retryAfter };
    case "firstFrame":
    case "eof":
      return stream ? { kind: "broken", where, fault } : { kind: "refused", wording, retryAfter };
    default:
      return { kind: "broken", where, fault };
  }
}

/** Chance comes from the request's id, so that a fault shifts nothing that is drawn for later requests. */
export function breakOf(where: BreakPlace, fault: Fault, requestId: string): Break {
  const { fault: wording = SPEECHLESS, retryAfter } = fault;
  const random = seeded(hash(requestId));
  const { variants } = places[where];
  const variant = fault.variant ?? variants?.[Math.floor(random() * variants.length)];
  return { where, wording, retryAfter, variant, seed: hash(`break/${requestId}`) };
}

const SLOW_STRETCH = 4;

/** Time and length under a fault: what is slow writes more slowly. */
export function stretched(draw: Draw, { where, fault }: { where: BreakPlace; fault: Fault }): Draw {
  if (where !== "slow") return draw;
  return { ...draw, streamMs: draw.streamMs * (fault.stretch ?? SLOW_STRETCH) };
}

/** A connection that is given up politely lets the answer come to its end. */
const until = ({ where, variant }: Break) => (variant === "graceful" ? "whole" : places[where].until);

/** Whether only the client's leaving ends it. */
export const stalls = (breaks: Break | undefined): boolean =>
  breaks !== undefined && until(breaks) === "left";

/** When the answer breaks, stalls, or comes to its end: ms from arrival. */
export function endOf({ firstMs, streamMs }: Draw, breaks: Break | undefined, stream: boolean): number {
  if (!breaks || until(breaks) === "whole") return firstMs + streamMs;
  if (breaks.where === "hang") return 0;
  if (!stream) return (firstMs + streamMs) / 2;
  return until(breaks) === "first" ? firstMs : firstMs + streamMs / 2;
}

/** How the report counts it, unless the client leaves earlier. */
export function outcomeOf(breaks: Break | undefined): string {
  if (!breaks || breaks.where === "slow" || breaks.variant === "graceful") return "served";
  return places[breaks.where].worded && breaks.where !== "eof" ? breaks.wording : breaks.where;
}

/** The largest part of its tokens that an answer will ever write. */
export function shareOf(breaks: Break | undefined): number {
  if (breaks?.where === "hang") return 0;
  return breaks?.where === "stall" ? 0.5 : 1;
}
