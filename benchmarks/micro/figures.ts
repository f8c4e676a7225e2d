/** One measured figure. `min` is the least of all rounds: what the machine's other work can't have added to. */
export interface Figure {
  readonly name: string;
  readonly unit: "µs" | "bytes" | "ms" | "KB";
  readonly median: number;
  readonly min: number;
  /** What it must stay within, where something is promised. */
  readonly limit?: number;
}

/** Where and when the figures were taken. */
export interface Machine {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
}

export interface Results {
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = sorted.slice(Math.ceil(sorted.length / 2) - 1, middle + 1);
  return sorted.length % 2 === 0 ? (low + high) / 2 : low;
}

export const least = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

/** A part's last word: its figures, for the parent process. */
export const tell = (figures: readonly Figure[]): void => {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
};

/** A part that measured something else than it meant to says so, and fails. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the measurement is not valid: ${what}`);
}
