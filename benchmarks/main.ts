import { setMaxListeners } from "node:events";
import type { Result } from "./bench.js";
import { FAMILIES } from "./families.js";
import { type Flags, readFlags } from "./flags.js";
import { publish } from "./publish.js";

const INTERRUPTED = 130;
const NOTHING: Flags["only"] = [];

/** Runs all; Ctrl+C ends it, with what is kept by then. */
async function played(flags: Flags): Promise<Result> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  process.once("SIGINT", () => stop.abort());
  try {
    return await FAMILIES[flags.family].play(flags, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    throw error;
  }
}

async function main(flags: Flags): Promise<void> {
  const bench = FAMILIES[flags.family];
  if (bench.chosen(flags).length === 0) {
    const names = bench.chosen({ ...flags, only: NOTHING });
    process.stderr.write(
      `No scenario's name contains ${flags.only.join(" or ")}. There are: ${names.join(", ")}.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const { ok, rows, table } = await played(flags);
  if (flags.write) await publish(bench);
  process.stdout.write(flags.json ? `${JSON.stringify({ ok, rows })}\n` : `${table}\n`);
  process.exitCode = ok ? 0 : 1;
}

const flags = readFlags(process.argv.slice(2));
if (typeof flags === "number") process.exitCode = flags;
else await main(flags);
