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

function ends({ answered, failed, rejected, before }: Figures): string {
  const others = [
    failed > 0 ? `${count(failed)} failed` : "",
    rejected > 0 ? `${count(rejected)} rejected` : "",
    before > 0 ? `${count(before)} before` : "",
  ];
  return [`${count(answered)} answered`, ...others].filter(Boolean).join(", ");
}

const lap = ({ leftMs }: Figures): string => (leftMs === undefined ? "" : `about ${time(leftMs)} left`);

const speed = ({ answersPerMinute, tokensPerMinute }: Figures): string =>
  `${count(answersPerMinute)} answers/min, ${count(tokensPerMinute)} tokens/min`;

const flight = ({ inFlight, window, waiting }: Figures): string =>
  `${count(inFlight)} in flight, window ${window.toFixed(window < 10 ? 1 : 0)}, ${count(waiting)} waiting`;

function held({ waitMs, serviceMs, refused, shut }: Figures): string {
  const parts = [`a call waits ${time(waitMs)} and takes ${time(serviceMs)}`, `${count(refused)} refused`];
  return shut.length === 0 ? parts.join(", ") : `breaker open: ${shut.join(", ")}; ${parts[1]}`;
}

/** Three lines within 80 columns. */
export function panel(figures: Figures): string {
  const { share } = figures;
  const head = share === undefined ? "" : `${bar(share)} ${percent(share)}  `;
  return [
    `${head}${ends(figures)}`,
    `${flight(figures)}; ${lap(figures) || "…"}`,
    `${speed(figures)}; ${held(figures)}`,
  ]
    .flatMap((line) => folded(line))
    .join("\n");
}

const COLUMNS = 79;

/** A line that is too long goes on in the next one, after a semicolon. */
function folded(line: string): string[] {
  if (line.length <= COLUMNS) return [line];
  const at = line.lastIndexOf("; ", COLUMNS);
  return at < 0 ? [line] : [line.slice(0, at), ...folded(line.slice(at + 2))];
}

/** One line, for a log. */
export function plain(figures: Figures): string {
  const { share } = figures;
  const parts = [ends(figures), flight(figures), speed(figures), held(figures), lap(figures)];
  return `${share === undefined ? "" : `${percent(share)}  `}${parts.filter(Boolean).join("; ")}`;
}
