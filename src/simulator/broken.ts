import type { Random } from "../random.js";
import { damaged, joined, part, pieces } from "./damage.js";
import { errorOf, exceptionOf, refusal } from "./refusal.js";
import type { Breakage, Head, Scene } from "./scene.js";
import { seeded } from "./seeded.js";
import type { Break, BreakPlace, Served } from "./verdict.js";

/** An answer that was taken on and does not go as it should. */
export interface BrokenAnswer extends Served {
  readonly breaks: Break;
  readonly model: string;
  /** Whether it is an event stream. */
  readonly streams: boolean;
}

/** The healthy answer, which is to break: one scene for an answer that is no stream. */
interface Course extends BrokenAnswer {
  readonly healthy: readonly Scene[];
  /** What is heard before the break. */
  readonly heard: readonly Scene[];
  readonly random: Random;
}

const encoder = new TextEncoder();

/** What a proxy leaves in the place of an answer. */
const NO_JSON = encoder.encode("upstream connect error or disconnect/reset before headers");

const headOf = ({ healthy }: Course): Head => healthy[0]?.head ?? { status: 200, headers: {} };

/** The frame, or the whole body, that would come next. */
const next = ({ healthy, heard }: Course): Uint8Array => healthy[heard.length]?.chunks?.[0] ?? NO_JSON;

const ends = (course: Course, over: Scene["over"] & string, ...chunks: Uint8Array[]): Scene[] => [
  ...course.heard,
  { atMs: course.endMs, chunks, over },
];

const breaking =
  (over: Breakage) =>
  (course: Course): Scene[] =>
    ends(course, over);

/** The answer is there up to the middle of a frame or a body. */
function torn(course: Course, over: Scene["over"] & string): Scene[] {
  const rest = part(next(course), course.random);
  if (course.streams) return ends(course, over, rest);
  return [{ atMs: course.endMs, head: headOf(course), chunks: [rest], over }];
}

/** A word of the service halfway: in a stream as a frame, else as a refusal. */
const spoken =
  (frame: typeof exceptionOf) =>
  (course: Course): Scene[] => {
    const { breaks, endMs: atMs, requestId, model, streams } = course;
    return streams
      ? ends(course, "end", frame(breaks.wording, model))
      : refusal({ ...breaks, atMs }, requestId, model);
  };

function malformed(course: Course): Scene[] {
  const { healthy, streams, breaks, random } = course;
  const middle = streams ? Math.max(1, Math.floor(healthy.length / 2)) : 0;
  return healthy.map((scene, i) => {
    if (i !== middle) return scene;
    const [first = NO_JSON, ...others] = scene.chunks ?? [];
    const chunks = streams ? [damaged(first, breaks.variant, random), ...others] : [NO_JSON];
    return { ...scene, chunks };
  });
}

/** The same bytes, a few at a time, evenly over the time of writing. */
function trickled(course: Course): Scene[] {
  const { healthy, firstMs, streamMs, random } = course;
  const all = pieces(joined(healthy.flatMap(({ chunks = [] }) => chunks)), random);
  const last = all.length - 1;
  return all.map((piece, i) => ({
    atMs: firstMs + (streamMs * i) / Math.max(1, last),
    ...(i === 0 && { head: headOf(course) }),
    chunks: [piece],
    ...(i === last && { over: "end" as const }),
  }));
}

function goaway(course: Course): Scene[] {
  const { breaks, healthy } = course;
  if (breaks.variant !== "graceful") return ends(course, "goaway");
  return healthy.map((scene, i) => (i === 0 ? { ...scene, lastOnConnection: true } : scene));
}

const COURSES: Readonly<Record<BreakPlace, (course: Course) => Scene[]>> = {
  firstFrame: (course) => [
    {
      atMs: course.endMs,
      head: headOf(course),
      chunks: [exceptionOf(course.breaks.wording, course.model)],
      over: "end",
    },
  ],
  midStream: spoken(exceptionOf),
  errorFrame: spoken(errorOf),
  eof: (course) => ends(course, "end"),
  cut: breaking("cut"),
  hang: () => [{ atMs: 0, over: "stall" }],
  stall: (course) => (course.streams ? ends(course, "stall") : torn(course, "stall")),
  malformed,
  truncatedFrame: (course) => torn(course, course.breaks.variant === "cut" ? "cut" : "end"),
  resetMidStream: breaking("reset"),
  goaway,
  slow: trickled,
};

/** What leaves the service of a healthy answer that breaks. Pure. */
export function broken(healthy: readonly Scene[], answer: BrokenAnswer): Scene[] {
  const before = ({ atMs, over }: Scene, i: number) => !over && (i === 0 || atMs < answer.endMs);
  const heard = healthy.filter(before);
  const random = seeded(answer.breaks.seed);
  return COURSES[answer.breaks.where]({ ...answer, healthy, heard, random });
}
