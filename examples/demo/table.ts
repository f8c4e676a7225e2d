import Table from "cli-table3";
import type { ClientResult, FormResult } from "./result.js";
import { isNarrow, widthOf, wrap } from "./screen.js";

const WIDE = ["client", "answered", "failed", "attempts rejected", "p50", "p99", "seconds"];
const SHORT = ["client", "answered", "failed", "rejected", "p50", "p99", "s"];

type Options = Pick<Table.TableConstructorOptions, "chars" | "style">;

const PLAIN: Options = { style: { head: [], border: [] } };

const NONE = ["top-left", "top-right", "bottom-left", "bottom-right", "left", "middle", "right"];
const NO_RULE = ["mid", "left-mid", "mid-mid", "right-mid", "top-mid", "bottom-mid"];

/** A rule above and one below, none between columns or rows. */
const COMPACT: Options = {
  chars: Object.fromEntries([...NONE, ...NO_RULE].map((name) => [name, ""])),
  style: { head: [], border: [], "padding-left": 2, "padding-right": 0 },
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

function drawn(clients: readonly ClientResult[], head: string[], options: Options): string {
  const colAligns = head.map((_, i) => (i === 0 ? "left" : "right") as "left" | "right");
  const result = new Table({ ...options, head, colAligns });
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
  if (!Number.isFinite(room)) return drawn(clients, WIDE, PLAIN);
  const short = drawn(clients, SHORT, COMPACT);
  const fits = !isNarrow(room) && short.split("\n").every((line) => widthOf(line) <= room);
  return fits ? short : wrap(clients.map(sentence).join("\n"), room);
}
