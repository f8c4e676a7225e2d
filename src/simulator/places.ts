/** What a {@link Fault} does at its place. */
interface Place {
  /** The fault must name a wording: here it shows. */
  readonly worded?: true;
  /** How long the answer goes on: not at all, to its first token, halfway, to its end, or for as long as the client stays. */
  readonly until: "start" | "first" | "half" | "whole" | "left";
  /** Kinds of it; without `variant` one at random. */
  readonly variants?: readonly string[];
}

const PLACES = {
  response: { worded: true, until: "start" },
  firstFrame: { worded: true, until: "first" },
  midStream: { worded: true, until: "half" },
  errorFrame: { worded: true, until: "half" },
  eof: { worded: true, until: "half" },
  cut: { until: "half" },
  hang: { until: "left" },
  stall: { until: "left" },
  malformed: { until: "whole", variants: ["checksum", "length", "json"] },
  truncatedFrame: { until: "half", variants: ["end", "cut"] },
  reset: { until: "start" },
  resetMidStream: { until: "half" },
  refusedStream: { until: "start" },
  goaway: { until: "half", variants: ["graceful", "abrupt"] },
  slow: { until: "whole" },
  refusedConnection: { until: "start" },
} as const satisfies Record<string, Place>;

/**
 * Where and how a fault shows. Streams first; what an answer that is no stream does instead stands behind "else".
 *
 * | place | what happens |
 * | --- | --- |
 * | `response` | refused (default) |
 * | `firstFrame` | 200, and the first frame is the exception; else as `response` |
 * | `midStream` | the exception comes halfway; else a refusal halfway |
 * | `errorFrame` | a frame of the type `error` comes halfway; else a refusal halfway |
 * | `eof` | the stream ends halfway, cleanly, without its end mark; else as `response` |
 * | `cut` | the connection breaks halfway |
 * | `hang` | nothing ever comes, until the client goes |
 * | `stall` | half of the answer comes and then nothing more, until the client goes |
 * | `malformed` | a frame in the middle is damaged; else 200 with a body that is no JSON |
 * | `truncatedFrame` | the stream is over in the middle of a frame; else the body is over halfway |
 * | `reset` | reset before any answer, without having taken a slot |
 * | `resetMidStream` | reset halfway: of HTTP/2 this stream only |
 * | `refusedStream` | reset as refused (HTTP/2: REFUSED_STREAM), without having taken a slot |
 * | `goaway` | the connection is given up: `graceful` after this answer, `abrupt` halfway with all that is under way |
 * | `slow` | the whole answer, several times slower, in small pieces that heed no frame |
 * | `refusedConnection` | of a region only: new connections are closed at once |
 */
export type FaultPlace = keyof typeof PLACES;

/** What each place means. */
export const places: Readonly<Record<FaultPlace, Place>> = PLACES;

/** Kind of a `malformed` frame, end of a `truncatedFrame`, manner of a `goaway`. */
export type FaultVariant = {
  [P in FaultPlace]: (typeof PLACES)[P] extends { readonly variants: readonly (infer V)[] } ? V : never;
}[FaultPlace];
