import { SpillwayError } from "../errors.js";
import type { Emit } from "../events.js";
import { LESSONS, type Lesson, type OutcomeClass } from "../outcome/outcome.js";
import type { Random } from "../random.js";
import type { RetrySettings } from "../settings/settings.js";
import { backoff } from "./backoff.js";
import type { SpillReason } from "./choose.js";
import { Course } from "./course.js";
import type { CourseOptions, Granted } from "./course-options.js";
import type { RetryBucket } from "./retry-bucket.js";
import type { Route } from "./route.js";

/** What one attempt ended in, in words that know no SDK. */
export type AttemptResult<T> = { readonly ok: true; readonly value: T } | AttemptFailure;

export interface AttemptFailure {
  readonly ok: false;
  readonly error: unknown;
  readonly outcome: OutcomeClass;
  /** What the service asked us to wait, in ms; 0 where it said nothing. */
  readonly retryAfterMs: number;
}

/**
 * Sends one attempt. It ends the permit itself, at the true end: of a stream, that comes after this returns.
 * A failure is a result; what it throws is a fault of ours and ends the call.
 */
export type Attempt<T> = (granted: Granted, number: number) => Promise<AttemptResult<T>>;

/** One call's journey. */
export interface Journey<T> extends CourseOptions {
  readonly attempt: Attempt<T>;
  /** Told of each permit that is waited for; gives the same promise. */
  readonly waits: (granted: Promise<Granted>) => Promise<Granted>;
  readonly retry: Pick<RetrySettings, "maxAttempts" | "baseMs" | "capMs">;
  readonly bucket: RetryBucket;
  /** A request that can't be sent twice (a stream as body) gets one attempt. */
  readonly replayable: boolean;
  readonly random: Random;
  readonly emit: Emit;
}

/** What a journey took of its budget. */
interface Spent {
  readonly attempts: number;
  /** What it waited between attempts, in ms; the waiting line not counted. */
  readonly delayMs: number;
}

/** What a journey came to; failed ones keep the error of the last attempt as it was. */
export type JourneyResult<T> = AttemptResult<T> & Spent;

/** A failure that its caller may be told of. */
interface Told {
  readonly failure: AttemptFailure;
  /** Only another place than home has spoken so far, and of nothing but itself. */
  readonly onlyThere: boolean;
}

/** The attempt that failed, of a call on its way. */
interface Failed {
  readonly course: Course;
  readonly route: Route;
  readonly number: number;
  readonly failure: AttemptFailure;
}

/**
 * Leads one call through its attempts, within one budget over all places: permit, attempt, and if it is worth it, again,
 * elsewhere at once or here after a pause.
 *
 * @throws what {@link Course.next} throws while no attempt has been made. Later, a refusal of ours ends the call with
 * the error of its last attempt: what AWS said is worth more to the caller than that we gave up waiting. Not so where
 * only another place has spoken, and of nothing but itself (an id that it does not know).
 */
export async function dispatch<T>(journey: Journey<T>): Promise<JourneyResult<T>> {
  const course = new Course(journey);
  journey.bucket.earn();
  let delayMs = 0;
  let cured = false;
  let told: Told | undefined;
  for (let number = 1; ; number++) {
    if (told !== undefined && course.stranded) return { ...told.failure, attempts: number - 1, delayMs };
    let granted: Granted | undefined;
    let failure: AttemptFailure;
    try {
      const leave = course.next();
      granted = leave instanceof Promise ? await journey.waits(leave) : leave;
      if (granted.reason !== undefined) tellSpill(journey, granted.route, granted.reason, number);
      const result = await journey.attempt(granted, number);
      if (result.ok) return { ok: true, value: result.value, attempts: number, delayMs };
      failure = result;
    } catch (error) {
      // A fault of ours must not keep the permit.
      granted?.permit.end("unknown");
      const isOurs = granted === undefined && givesUp(error);
      if (isOurs && told?.onlyThere === false) return { ...told.failure, attempts: number - 1, delayMs };
      throw error;
    }
    const { route } = granted;
    const failed = { course, route, number, failure };
    told = telling(told, failed);
    if (!worthAnother(journey, failed, cured)) return { ...told.failure, attempts: number, delayMs };
    cured ||= LESSONS[failure.outcome].retry === "once";
    delayMs += turnAfter(journey, failed);
  }
}

/** A refusal in the line; a closed instance is told of at once. */
const givesUp = (error: unknown): boolean => error instanceof SpillwayError && error.code !== "CLOSED";

/** What a place may say that is not home: what serves there, and to whom, differs by region and model. */
const ONLY_THERE: ReadonlySet<OutcomeClass> = new Set(["unusable", "denied", "config"]);

const isOnlyThere = ({ route, failure }: Pick<Failed, "route" | "failure">): boolean =>
  !route.home && ONLY_THERE.has(failure.outcome);

/** What is said only there is no answer to the call: what was said before tells the caller more. */
function telling(before: Told | undefined, failed: Failed): Told {
  const onlyThere = isOnlyThere(failed);
  return before !== undefined && onlyThere ? before : { failure: failed.failure, onlyThere };
}

/** How often it is worth repeating, there or elsewhere. */
const repetition = (failed: Failed): Lesson["retry"] =>
  isOnlyThere(failed) ? "elsewhere" : LESSONS[failed.failure.outcome].retry;

function worthAnother<T>(journey: Journey<T>, failed: Failed, cured: boolean): boolean {
  const { replayable, retry, bucket, emit } = journey;
  const { course, route, number, failure } = failed;
  if (!replayable || number >= retry.maxAttempts) return false;
  const repeats = repetition(failed);
  if (repeats === "never" || (repeats === "once" && cured)) return false;
  if (repeats === "elsewhere" && !course.hasOther(route)) return false;
  if (!LESSONS[failure.outcome].pays || bucket.spend()) return true;
  emit("unrepeated", { ...route.lane.name, attempt: number, outcome: failure.outcome });
  return false;
}

/** Decides where the next attempt may go, and when; returns the ms until it may go anywhere. */
function turnAfter<T>({ retry, random, emit }: Journey<T>, failed: Failed): number {
  const { course, route, number, failure } = failed;
  const { outcome, retryAfterMs } = failure;
  const lesson = LESSONS[outcome];
  const restMs = backoff(course.failures(route) + 1, lesson.pace, retry, random, retryAfterMs);
  if (outcome === "denied") route.lane.shun();
  if (repetition(failed) === "elsewhere") course.ruledOut(route);
  else course.failed(route, restMs, { elsewhere: lesson.spill });
  const delayMs = course.restBeforeAny();
  emit("retry", { ...route.lane.name, attempt: number, outcome, delayMs });
  return delayMs;
}

function tellSpill<T>(
  { routes, emit }: Journey<T>,
  route: Route,
  reason: SpillReason,
  attempt: number,
): void {
  // Home is among the routes of a call that may go elsewhere.
  const home = routes.find((other) => other.home) ?? route;
  const from = { region: home.region, model: home.model };
  const to = { region: route.region, model: route.model };
  emit("spill", { from, to, attempt, reason, otherModel: route.otherModel });
}
