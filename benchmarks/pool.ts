import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Row, Task } from "./row.js";
import { lengthOf } from "./scenarios/index.js";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));

/** Told of each row, with how long it took in ms. */
export type OnRow = (row: Row, tookMs: number) => void;

/** One process works through tasks until none is left. */
function work(child: ChildProcess, next: () => Task | undefined, onRow: OnRow): Promise<void> {
  return new Promise((resolve, reject) => {
    let begunAt = 0;
    let doing: Task | undefined;
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

/** Runs tasks side by side, long ones first. */
export async function runAll(
  tasks: readonly Task[],
  jobs: number,
  stop: AbortSignal,
  onRow: OnRow,
): Promise<Row[]> {
  const rows: Row[] = [];
  const left = [...tasks].sort((a, b) => lengthOf(b.scenario) - lengthOf(a.scenario));
  const next = (): Task | undefined => (stop.aborted ? undefined : left.shift());
  const told: OnRow = (row, tookMs) => {
    rows.push(row);
    onRow(row, tookMs);
  };
  const children = Array.from({ length: Math.min(jobs, tasks.length) }, () =>
    fork(CHILD, { serialization: "json" }),
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
