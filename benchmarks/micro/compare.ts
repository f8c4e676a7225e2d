import { least, median } from "./figures.js";

/** A block of work of some length, done the same way each time. */
export type Block = () => Promise<void>;

export interface Compared {
  /** Per call, in µs: medians over all rounds, and the least. */
  readonly bare: number;
  readonly bareMin: number;
  readonly added: number;
  readonly addedMin: number;
}

export interface Rounds {
  readonly rounds: number;
  readonly callsPerBlock: number;
}

/** CPU time of the whole process in µs, its collector and compiler included. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function timed(block: Block): Promise<number> {
  const before = cpuMicros();
  await block();
  return cpuMicros() - before;
}

/**
 * What one block costs more than another, per call: both by turns in one process, the first one changing, so that a
 * busy machine and a warming engine meet both alike. `added` is the median of the differences within a round.
 */
export async function compare(
  bare: Block,
  governed: Block,
  { rounds, callsPerBlock }: Rounds,
): Promise<Compared> {
  for (let i = 0; i < Math.ceil(rounds / 5); i++) {
    await bare();
    await governed();
  }
  const times: { bare: number; governed: number }[] = [];
  for (let i = 0; i < rounds; i++) {
    const first = i % 2 === 0 ? await timed(bare) : undefined;
    const second = await timed(governed);
    times.push({ bare: first ?? (await timed(bare)), governed: second });
  }
  const perCall = (values: readonly number[]): number[] => values.map((value) => value / callsPerBlock);
  const alone = perCall(times.map((time) => time.bare));
  return {
    bare: median(alone),
    bareMin: least(alone),
    added: median(perCall(times.map((time) => time.governed - time.bare))),
    addedMin: least(perCall(times.map((time) => time.governed))) - least(alone),
  };
}

/** So many times in a row, each after the one before. */
export function repeat(times: number, once: () => Promise<unknown>): Block {
  return async () => {
    for (let i = 0; i < times; i++) await once();
  };
}
