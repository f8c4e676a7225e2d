import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Task } from "./row.js";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

/** Told of each row, with how long it took in ms. */
export type OnRow<Row> = (row: Row, tookMs: number) => void;

/** One process works through tasks until none is left. */
function work<Row>(
  child: ChildProcess,
  next: () => Task<string> | undefined,
  onRow: OnRow<Row>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let begunAt = 0;
    let doing: Task<string> | undefined;
    const give = (): void => {
      doing = next();
      begunAt = performance.now();
      if (doing) child.send(doing);
      else child.disconnect();
    };
    child.on("message", (row) => {
      // Sent by child.ts.
      onRow(row as Row, performance.now() - begunAt);
      give();
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (!doing) resolve();
      else
        reject(new Error(`${doing.scenario}, ${doing.policy}, seed ${doing.seed}: ended with code ${code}`));
    });
    give();
  });
}

/**
 * Runs tasks side by side, in their order.
 *
 * @param family of all of them
 */
export async function runAll<Row>(
  family: string,
  tasks: readonly Task<string>[],
  jobs: number,
  stop: AbortSignal,
  onRow: OnRow<Row>,
): Promise<Row[]> {
  const rows: Row[] = [];
  const left = [...tasks];
  const next = (): Task<string> | undefined => (stop.aborted ? undefined : left.shift());
  const told: OnRow<Row> = (row, tookMs) => {
    rows.push(row);
    onRow(row, tookMs);
  };
  const children = Array.from({ length: Math.min(jobs, tasks.length) }, () =>
    fork(CHILD, [family], { serialization: "json" }),
  );
  const kill = (): void => {
    for (const child of children) child.kill();
  };
  stop.addEventListener("abort", kill, { once: true });
  try {
    await Promise.all(children.map((child) => work(child, next, told)));
  } finally {
    stop.removeEventListener("abort", kill);
    kill();
  }
  return rows;
}
