/** Numbers as people read them, the same on every machine. */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");

/** 0.034 as `3.4 %`, 0.00004 as `below 0.1 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.1) return "below 0.1 %";
  return `${value >= 10 ? Math.round(value) : Number(value.toFixed(1))} %`;
}

/** So many digits: of three 950, 12.3k, 4.56M. */
export function rounded(value: number, digits: number): string {
  const units = [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  const [size, unit] = units.find(([from]) => Math.abs(value) >= from) ?? [1, ""];
  return `${Number((value / size).toPrecision(digits))}${unit}`;
}

/** Few characters. */
export const short = (value: number): string => rounded(value, 3);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A time as people say it: `4.2 s`, `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 9.95 * SECOND) return `${(ms / SECOND).toFixed(1)} s`;
  if (ms < 2 * MINUTE) return `${Math.round(ms / SECOND)} s`;
  const minutes = Math.round(ms / MINUTE);
  if (ms < 2 * HOUR) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
