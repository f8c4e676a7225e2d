import type { Attributes } from "@opentelemetry/api";
import { ATTRIBUTE } from "../../src/telemetry/names.js";
import type { Kind } from "./trace.js";

const seconds = (value: unknown): string => `${Number(value).toFixed(2)} s`;
const slots = (value: unknown): string => String(Math.round(Number(value) * 10) / 10);
const regionOf = (place: unknown): string => String(place).split("/")[0] ?? "";

type Tell = (attributes: Attributes) => string | undefined;

/** A note where there is the attribute that it is about. */
const about =
  (attribute: string, tell: (value: unknown, attributes: Attributes) => string): Tell =>
  (attributes) => {
    const value = attributes[attribute];
    return value === undefined ? undefined : tell(value, attributes);
  };

const ATTEMPT: readonly Tell[] = [
  about(ATTRIBUTE.outcome, (outcome, { [ATTRIBUTE.region]: region, [ATTRIBUTE.errorType]: error }) =>
    error === undefined ? `${region}: ${outcome}` : `${region}: ${outcome} (${error})`,
  ),
  about(
    ATTRIBUTE.spillReason,
    (reason, { [ATTRIBUTE.spilledFrom]: home }) => `spilled from ${regionOf(home)}: ${reason}`,
  ),
  about(ATTRIBUTE.probe, () => "asks whether the breaker may close"),
  about(
    ATTRIBUTE.windowAfter,
    (to, { [ATTRIBUTE.window]: from, [ATTRIBUTE.windowReason]: reason }) =>
      `window ${slots(from)} → ${slots(to)}: ${reason}`,
  ),
  about(
    ATTRIBUTE.breakerAfter,
    (to, { [ATTRIBUTE.breaker]: from, [ATTRIBUTE.breakerReason]: reason }) =>
      `breaker ${from} → ${to}: ${reason}`,
  ),
  about(ATTRIBUTE.firstChunk, (value) => `first chunk after ${seconds(value)}`),
  about(
    ATTRIBUTE.reserved,
    (reserved, { [ATTRIBUTE.settled]: settled }) =>
      `tokens: ${reserved} reserved${settled === undefined ? "" : `, ${settled} used`}`,
  ),
];

const NOTES: Readonly<Record<Kind, readonly Tell[]>> = {
  application: [() => "the application's own span"],
  call: [
    about(
      ATTRIBUTE.outcome,
      (outcome, { [ATTRIBUTE.attempts]: attempts }) => `${outcome} after ${attempts} attempts`,
    ),
    about(ATTRIBUTE.errorType, String),
  ],
  wait: [
    about(ATTRIBUTE.queueLength, (queued) => `${queued} in line at home`),
    about(ATTRIBUTE.errorType, (code) => `refused: ${code}`),
  ],
  attempt: ATTEMPT,
};

/** What the attributes of a span say, in words. */
export const notesOf = (kind: Kind, attributes: Attributes): string[] =>
  NOTES[kind].flatMap((tell) => tell(attributes) ?? []);
