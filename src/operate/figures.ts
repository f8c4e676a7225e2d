/** Numbers as people read them, the same on every machine. */
export const count = (value: number): string => Math.round(value).toLocaleString("en-US");

/** 0.034 as `3.4 %`, 0.00004 as `below 0.1 %`. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.1) return "below 0.1 %";
  return `${value >= 10 ? Math.round(value) : Number(value.toFixed(1))} %`;
}

/** Few characters: 950, 12.3k, 4.56M. */
export function short(value: number): string {
  const units = [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  const [size, unit] = units.find(([from]) => Math.abs(value) >= from) ?? [1, ""];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}
