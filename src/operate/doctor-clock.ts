import { about, type Finding } from "./doctor-finding.js";

const finding = about("clock");

/** What an answer told of the time. */
export interface TimeTold {
  /** Its header `Date`. */
  readonly date: string;
  /** Our own clock when it was asked and when it answered, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** AWS refuses signatures that are further off; the SDK then repeats once with the time that the answer told. */
const REFUSED_MS = 300_000;
const NOTABLE_MS = 30_000;
/** The header counts whole seconds. */
const GRAIN_MS = 1000;

const seconds = (ms: number): string => `${Math.round(Math.abs(ms) / 1000)} s`;

/** How far our clock is off, at the least: the answer was made at some moment between asking and hearing. */
export function skewOf({ date, sentAt, receivedAt }: TimeTold): number | undefined {
  const told = Date.parse(date);
  if (Number.isNaN(told)) return undefined;
  if (told + GRAIN_MS < sentAt) return told + GRAIN_MS - sentAt;
  return told > receivedAt ? told - receivedAt : 0;
}

export function examineClock(time: TimeTold | undefined): Finding {
  const skew = time && skewOf(time);
  if (skew === undefined) return finding("time", "unknown", "no answer told the time");
  const where = skew > 0 ? "behind" : "ahead";
  const says = `this machine's clock is ${seconds(skew)} ${where}`;
  const todo = "set the clock (NTP)";
  if (Math.abs(skew) >= REFUSED_MS)
    return finding("time", "failed", `${says}: AWS refuses signatures from 300 s on`, { todo });
  if (Math.abs(skew) >= NOTABLE_MS) return finding("time", "warning", says, { todo });
  return finding("time", "ok", `within ${seconds(NOTABLE_MS)} of the service's`);
}
