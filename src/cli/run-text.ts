import { count, duration } from "../operate/figures.js";
import type { Figures } from "./run-figures.js";

const WIDTH = 26;
export const plural = (value: number, name: string): string =>
  `${count(value)} ${name}${value === 1 ? "" : "s"}`;

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

const lap = ({ leftMs }: Figures): string => (leftMs === undefined ? "" : `about ${duration(leftMs)} left`);

const speed = ({ answersPerMinute, tokensPerMinute }: Figures): string =>
  `${count(answersPerMinute)} answers/min, ${count(tokensPerMinute)} tokens/min`;

const flight = ({ inFlight, window, waiting }: Figures): string =>
  `${count(inFlight)} in flight, window ${window.toFixed(window < 10 ? 1 : 0)}, ${count(waiting)} waiting`;

const pace = ({ waitMs, serviceMs, shut }: Figures): string =>
  shut.length > 0
    ? `breaker open: ${shut.join(", ")}`
    : serviceMs > 0
      ? `a call waits ${duration(waitMs)} and takes ${duration(serviceMs)}`
      : "";

const rejections = ({ rejected }: Figures): string => `${count(rejected)} rejected`;

/** What is older explains nothing that goes on now. */
const FRESH_MS = 60_000;

const trouble = ({ lastError }: Figures): string =>
  lastError !== undefined && lastError.agoMs < FRESH_MS
    ? `${duration(lastError.agoMs)} ago: ${lastError.message}`
    : "";

const COLUMNS = 79;
const joined = (parts: readonly string[]): string => parts.filter(Boolean).join("; ");

/** Four lines within 80 columns, and one more for what is the matter. */
export function panel(figures: Figures): string {
  const { share } = figures;
  const head = share === undefined ? "" : `${bar(share)} ${percent(share)}`;
  return [
    [head, lap(figures)].filter(Boolean).join("  "),
    ends(figures),
    joined([flight(figures), pace(figures)]),
    joined([speed(figures), rejections(figures)]),
    trouble(figures),
  ]
    .filter((line, i) => i < 4 || line !== "")
    .map((line) => line.slice(0, COLUMNS))
    .join("\n");
}

/** One line, for a log. */
export function plain(figures: Figures): string {
  const { share } = figures;
  const parts = [ends, flight, pace, speed, rejections, lap, trouble].map((part) => part(figures));
  return `${share === undefined ? "" : `${percent(share)}  `}${joined(parts)}`;
}
