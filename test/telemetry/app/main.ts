/**
 * An application as a process of its own. What it does is said by variables, and what came of it goes to its parent.
 *
 * - `APP_STEPS`: names of parts of the work, in order
 * - `APP_LATE`: a module to load between the first calls and the work, as who sets telemetry up too late
 */
import { clientWith, logged, plugins, pluginWith } from "./clients.js";
import { converse } from "./commands.js";
import { hostile } from "./hostile.js";
import { breakers, line, ordinary, streams } from "./parts.js";
import { Steps } from "./steps.js";

const PARTS = { ordinary, line, streams, breakers, hostile };

/** Calls of an instance that is there before the telemetry is, and after. */
async function early(steps: Steps): Promise<void> {
  const client = clientWith(pluginWith({}));
  const calls = [1, 2].map(() => () => steps.ask(client, converse("app.early")));
  await steps.step("early", calls);
  if (process.env.APP_LATE !== undefined) await import(process.env.APP_LATE);
  const later = [1, 2, 3].map(() => () => steps.ask(client, converse("app.later")));
  await steps.step("later", later);
}

async function main(): Promise<void> {
  const steps = new Steps();
  await early(steps);
  for (const name of (process.env.APP_STEPS ?? "").split(",").filter((part) => part !== "")) {
    await PARTS[name as keyof typeof PARTS](steps); // by the parent, which has the list
  }
  for (const plugin of plugins) await plugin.drain();
  const { outcomes, answers } = steps;
  process.send?.({ outcomes, answers: [...answers], logged });
  process.disconnect?.();
}

void main();
