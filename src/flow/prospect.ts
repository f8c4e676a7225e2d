/** A lane as somebody sees it who thinks of joining its line. */
export interface Prospect {
  /** Milliseconds until one may go whom nobody stands before; undefined: not before an attempt ends. */
  readonly dueMs: number | undefined;
  readonly queued: number;
  /** How long the first in line has waited. */
  readonly headAgeMs: number;
  /** Milliseconds between two attempts that end. */
  readonly turnMs: number;
}

/**
 * Milliseconds that a wait is likely to last. With a line, by Little's law: as many turns as stand before. Where a
 * quota holds the line and not its slots, turns say too little; then the first one's wait is what is known.
 */
export function expectedWait({ dueMs, queued, headAgeMs, turnMs }: Prospect): number {
  if (queued === 0 && dueMs !== undefined) return dueMs;
  return Math.max(dueMs ?? 0, (queued + 1) * turnMs, headAgeMs);
}
