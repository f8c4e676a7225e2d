import type { BreakerState, SpillwayEventName, SpillwayEvents } from "../events.js";
import { publicModel } from "../public-model.js";
import type { LogRecord } from "./api.js";
import { ATTRIBUTE, LABEL } from "./names.js";

type Attributes = LogRecord["attributes"];

/** A decision in words for a log, and the names of its facts. */
export interface Told {
  readonly name: string;
  readonly body: string;
  readonly attributes: Attributes;
  /** Somebody may have to do something. */
  readonly warns: boolean;
}

type Tell = { readonly [Name in SpillwayEventName]?: (event: SpillwayEvents[Name]) => Told | undefined };

const STATE: Readonly<Record<BreakerState, string>> = {
  closed: "closed",
  halfOpen: "half-open",
  open: "open",
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

interface Lane {
  readonly region: string;
  readonly model?: string | undefined;
}

const placeOf = ({ region, model }: Lane): string =>
  model === undefined ? region : `${publicModel(model)} in ${region}`;

const lane = ({ region, model }: Lane): Attributes => ({
  [ATTRIBUTE.region]: region,
  ...(model !== undefined && { [ATTRIBUTE.model]: publicModel(model) }),
});

const told = (name: string, body: string, attributes: Attributes, warns = false): Told => ({
  name: `spillway.${name}`,
  body,
  attributes,
  warns,
});

/** The decisions that are told one by one. Growth of a window is not among them: it comes with every second answer. */
export const TELL = {
  window: (event) => {
    const { from, to, reason } = event;
    if (to > from && reason !== "probe") return undefined;
    const body = `The window of ${placeOf(event)} moves from ${from.toFixed(2)} to ${to.toFixed(2)}: ${reason}.`;
    return told("window", body, {
      ...lane(event),
      [ATTRIBUTE.window]: from,
      [ATTRIBUTE.windowAfter]: to,
      [LABEL.reason]: reason,
      [ATTRIBUTE.inFlight]: event.inFlight,
    });
  },
  quota: (event) => {
    const { unit, to, reason } = event;
    const body = `The quota of ${unit} per minute of ${placeOf(event)} is taken for ${Math.round(to)}: ${reason}.`;
    const attributes = { ...lane(event), [ATTRIBUTE.quotaUnit]: unit, [LABEL.reason]: reason };
    return told("quota", body, Number.isFinite(to) ? { ...attributes, [LABEL.to]: to } : attributes);
  },
  breaker: (event) => {
    const { service, from, to, reason, openMs } = event;
    const until = openMs === undefined ? "" : `, for ${seconds(openMs)}`;
    const body = `The breaker of ${placeOf(event)} is ${STATE[to]}${until}: ${reason}.`;
    const states = { [LABEL.from]: from, [LABEL.to]: to, [LABEL.reason]: reason };
    return told("breaker", body, { [LABEL.service]: service, ...lane(event), ...states }, to === "open");
  },
  retry: (event) => {
    const { attempt, outcome, delayMs } = event;
    const body = `Attempt ${attempt} at ${placeOf(event)} failed (${outcome}) and is repeated after ${seconds(delayMs)}.`;
    const facts = { [LABEL.attempt]: attempt, [ATTRIBUTE.outcome]: outcome, [LABEL.delay]: delayMs / 1000 };
    return told("retry", body, { ...lane(event), ...facts });
  },
  unrepeated: (event) => {
    const { attempt, outcome } = event;
    const body = `Attempt ${attempt} at ${placeOf(event)} failed (${outcome}) and is not repeated: the retry bucket is drained.`;
    return told(
      "unrepeated",
      body,
      { ...lane(event), [LABEL.attempt]: attempt, [ATTRIBUTE.outcome]: outcome },
      true,
    );
  },
  spill: ({ from, to, attempt, reason }) => {
    const body = `Attempt ${attempt} goes to ${placeOf(to)} instead of ${placeOf(from)}: ${reason}.`;
    const home = `${from.region}/${publicModel(from.model)}`;
    return told("spill", body, {
      ...lane(to),
      [ATTRIBUTE.spilledFrom]: home,
      [LABEL.attempt]: attempt,
      [ATTRIBUTE.spillReason]: reason,
    });
  },
  refused: (event) => {
    const body = `A call for ${placeOf(event)} is refused: ${event.code}.`;
    return told("refused", body, { ...lane(event), [LABEL.code]: event.code }, true);
  },
  warning: ({ message }) => told("warning", message, { [LABEL.message]: message }, true),
} satisfies Tell;

/** What is told of an event, where it is one to be told. */
export function toldOf<Name extends SpillwayEventName>(
  name: Name,
  event: SpillwayEvents[Name],
): Told | undefined {
  const tell = (TELL as Tell)[name];
  return tell?.(event);
}

/** Ends of streams from which answers come short. */
const CUT: ReadonlySet<string> = new Set(["truncated", "stalled", "forgotten"]);

/** What is told of the end of a stream, where its answer may be missing something. */
export function toldOfStream(of: Lane, how: string): Told | undefined {
  if (!CUT.has(how)) return undefined;
  const body = `A stream of ${placeOf(of)} was ${how} and closed before its end.`;
  return told("stream", body, { ...lane(of), [ATTRIBUTE.outcome]: how }, true);
}
