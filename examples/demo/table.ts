import Table from "cli-table3";
import type { ClientResult, FormResult } from "./result.js";
import { isNarrow, wrap } from "./screen.js";

const WIDE = ["client", "answered", "failed", "attempts rejected", "p50", "p99", "seconds"];
const SHORT = ["client", "answered", "failed", "rejected", "p50", "p99", "s"];

type Style = Pick<Table.TableConstructorOptions, "chars">;

/** Rules above, below and under the heads, none between columns or rows. */
const COMPACT: Style = {
  chars: {
    ...{ top: "─", "top-left": "", "top-mid": "─", "top-right": "" },
    ...{ bottom: "─", "bottom-left": "", "bottom-mid": "─", "bottom-right": "" },
    ...{ left: "", middle: " ", right: "" },
    ...{ mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  },
};

const seconds = (ms: number | null): string => (ms === null ? "-" : `${(ms / 1000).toFixed(1)} s`);

const refused = ({ rejected, attempts }: ClientResult): string => `${rejected} of ${attempts}`;

function row(result: ClientResult): (string | number)[] {
  const { client, answered, failed, p50Ms, p99Ms } = result;
  return [
    client,
    answered,
    failed,
    refused(result),
    seconds(p50Ms),
    seconds(p99Ms),
    result.seconds.toFixed(1),
  ];
}

function drawn(clients: readonly ClientResult[], head: string[], style: Style): string {
  const colAligns = head.map((_, i) => (i === 0 ? "left" : "right") as "left" | "right");
  const result = new Table({ ...style, head, colAligns, style: { head: [], border: [] } });
  for (const client of clients) result.push(row(client));
  return result.toString();
}

function sentence(result: ClientResult): string {
  const { client, answered, failed, p50Ms, p99Ms } = result;
  const waits = `p50 ${seconds(p50Ms)}, p99 ${seconds(p99Ms)}`;
  return `${client}: ${answered} answered, ${failed} failed, ${refused(result)} attempts rejected, ${waits}, all in ${result.seconds.toFixed(1)} s`;
}

/** The figures of one form: a wide table in files and pipes, a short one on terminals, lines on narrow ones. */
export function table({ clients }: FormResult, room: number): string {
  if (isNarrow(room)) return wrap(clients.map(sentence).join("\n"), room);
  return Number.isFinite(room) ? drawn(clients, SHORT, COMPACT) : drawn(clients, WIDE, {});
}
