import { setMaxListeners } from "node:events";
import { isolateEnvironment } from "./environment.js";
import { type Flags, readFlags } from "./flags.js";
import { FORMS, loadOf } from "./load.js";
import { runForm, type View } from "./race.js";
import { allAnswered, type FormResult } from "./result.js";
import { roomOn, wrap } from "./screen.js";
import { conclusion } from "./summary.js";
import { table } from "./table.js";
import { liveView, noView, plainView } from "./views.js";

const INTERRUPTED = 130;

const write = (text: string): void => {
  process.stdout.write(text);
};

function viewFor({ json }: Flags): View {
  if (json) return noView;
  return process.stdout.isTTY ? liveView(process.stdout) : plainView(write);
}

async function runAll(flags: Flags, stop: AbortSignal): Promise<readonly FormResult[]> {
  const say = flags.json ? (): void => {} : write;
  const load = loadOf(flags.quick);
  const results: FormResult[] = [];
  for (const [i, form] of FORMS.entries()) {
    if (stop.aborted) break;
    const title = `${i + 1}/${FORMS.length}  ${load.prompts.length} calls at once to ${form.title}`;
    say(`\n${wrap(title, roomOn(process.stdout))}\n`);
    const result = await runForm(form, load, flags.seed, viewFor(flags), stop);
    if (!stop.aborted) say(`${table(result, roomOn(process.stdout))}\n`);
    results.push(result);
  }
  return results;
}

async function main(flags: Flags): Promise<void> {
  isolateEnvironment(process.env);
  const stop = new AbortController();
  // Every call in flight listens.
  setMaxListeners(0, stop.signal);
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  const forms = await runAll(flags, stop.signal);
  process.off("SIGINT", interrupt);
  // All is closed by now, except for pauses between attempts that the SDK doesn't cut short.
  if (stop.signal.aborted) process.exit(INTERRUPTED);
  const ok = allAnswered(forms);
  const end = `\n${conclusion(forms, roomOn(process.stdout))}`;
  write(flags.json ? `${JSON.stringify({ seed: flags.seed, ok, forms })}\n` : end);
  process.exitCode = ok ? 0 : 1;
}

const flags = readFlags(process.argv.slice(2));
if (typeof flags === "number") process.exitCode = flags;
else await main(flags);
