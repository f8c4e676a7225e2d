import type { Figures } from "./run-figures.js";

const WIDTH = 26;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A number as people read it. */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");

export const plural = (value: number, name: string): string =>
  `${count(value)} ${name}${value === 1 ? "" : "s"}`;

/** A time as people say it: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function time(ms: number): string {
  if (ms < 9.95 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < 2 * MINUTE) return `${Math.round(ms / SECOND)} s`;
  const minutes = Math.round(ms / MINUTE);
  if (ms < 2 * HOUR) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function bar(share: number): string {
  const full = Math.floor(share * WIDTH);
  return `${"█".repeat(full)}${"░".repeat(WIDTH - full)}`;
}

const percent = (share: number): string => `${Math.floor(100 * share)} %`;

function ends({ answered, failed, invalid, before }: Figures): string {
  const others = [
    failed > 0 ? `${count(failed)} failed` : "",
    invalid > 0 ? `${count(invalid)} invalid` : "",
    before > 0 ? `${count(before)} before` : "",
  ];
  return [`${count(answered)} answered`, ...others].filter(Boolean).join(", ");
}

const lap = ({ leftMs }: Figures): string => (leftMs === undefined ? "" : `about ${time(leftMs)} left`);

const speed = ({ answersPerMinute, tokensPerMinute }: Figures): string =>
  `${count(answersPerMinute)} answers/min, ${count(tokensPerMinute)} tokens/min`;

const flight = ({ inFlight, window, waiting }: Figures): string =>
  `${count(inFlight)} in flight, window ${window.toFixed(window < 10 ? 1 : 0)}, ${count(waiting)} waiting`;

const pace = ({ waitMs, serviceMs, shut }: Figures): string =>
  shut.length > 0
    ? `breaker open: ${shut.join(", ")}`
    : `a call waits ${time(waitMs)} and takes ${time(serviceMs)}`;

const rejections = ({ rejected }: Figures): string => `${count(rejected)} rejected`;

const COLUMNS = 79;
const joined = (parts: readonly string[]): string => parts.filter(Boolean).join("; ");

/** Four lines within 80 columns. */
export function panel(figures: Figures): string {
  const { share } = figures;
  const head = share === undefined ? "" : `${bar(share)} ${percent(share)}`;
  return [
    [head, lap(figures)].filter(Boolean).join("  "),
    ends(figures),
    joined([flight(figures), pace(figures)]),
    joined([speed(figures), rejections(figures)]),
  ]
    .map((line) => line.slice(0, COLUMNS))
    .join("\n");
}

/** One line, for a log. */
export function plain(figures: Figures): string {
  const { share } = figures;
  const parts = [ends, flight, pace, speed, rejections, lap].map((part) => part(figures));
  return `${share === undefined ? "" : `${percent(share)}  `}${joined(parts)}`;
}
