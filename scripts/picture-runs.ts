import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { spillway } from "spillway";
import { createSimulator, type Simulator, type Step, seeded, VirtualClock } from "spillway/simulator";
import { isolateEnvironment } from "../examples/demo/environment.js";
import { loadOf, MODEL_ID, SLOTS } from "../examples/demo/load.js";
import { withVirtualTimers } from "./virtual-timers.js";

const REGION = "us-east-1";
const SEED = 1;
/** A model of its own, so that the first call's reading of files is over before the picture begins. */
const WARM_UP = "warm-up";

/** What one client's run looked like from the service. All times in ms since the calls were sent. */
export interface Run {
  readonly calls: number;
  readonly answered: number;
  readonly attempts: number;
  /** When the last call had its answer or its error. */
  readonly endMs: number;
  /** Moments at which attempts were rejected. */
  readonly rejectedAt: readonly number[];
  /** In flight at the service. */
  readonly inFlight: readonly Step[];
  /** The window over time; empty for a client that has none. */
  readonly window: readonly Step[];
}

interface Stage {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly client: BedrockRuntimeClient;
}

function stage(): Stage {
  const clock = new VirtualClock();
  const models = { [WARM_UP]: { service: { meanMs: 0 } } };
  const defaults = { ...loadOf(false).service, full: "tooManyRequests" } as const;
  const simulator = createSimulator({ seed: SEED, clock, defaults, models });
  const client = new BedrockRuntimeClient({
    region: REGION,
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
    requestHandler: simulator.handler(),
  });
  return { clock, simulator, client };
}

async function send(client: BedrockRuntimeClient, modelId: string, text: string, maxTokens: number) {
  const messages = [{ role: "user" as const, content: [{ text }] }];
  return client.send(new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens } }));
}

/** Sends the demo's load, all at once, and tells how it went from there on. */
async function perform({ clock, simulator, client }: Stage, window: readonly Step[]): Promise<Run> {
  const startedAt = clock.now();
  const since = ([at, value]: Step): Step => [at - startedAt, value];
  const { prompts } = loadOf(false);
  const results = await clock.run(
    Promise.allSettled(prompts.map(({ prompt, maxTokens }) => send(client, MODEL_ID, prompt, maxTokens))),
  );
  const { requests, lanes } = simulator.report();
  const own = requests.filter(({ model }) => model === MODEL_ID);
  return {
    calls: prompts.length,
    answered: results.filter(({ status }) => status === "fulfilled").length,
    attempts: own.length,
    endMs: clock.now() - startedAt,
    rejectedAt: own.filter(({ outcome }) => outcome !== "served").map(({ at }) => at - startedAt),
    inFlight: (lanes[`${REGION}/${MODEL_ID}`]?.inFlightSteps ?? []).map(since),
    window: window.map(since),
  };
}

/** The SDK with its defaults. Its pauses between attempts come from the global timers and `Math.random`. */
async function bareRun(): Promise<Run> {
  const set = stage();
  await set.clock.run(send(set.client, WARM_UP, "hello", 1));
  return withVirtualTimers(set.clock, seeded(SEED), () => perform(set, []));
}

/** The SDK with spillway() and its defaults; clock and random only make it repeatable. */
async function governedRun(): Promise<Run> {
  const set = stage();
  await set.clock.run(send(set.client, WARM_UP, "hello", 1));
  const governor = spillway({ clock: set.clock, random: seeded(SEED) });
  set.client.middlewareStack.use(governor);
  const window: Step[] = [];
  governor.on("window", ({ from, to }) => {
    if (window.length === 0) window.push([set.clock.now(), from]);
    window.push([set.clock.now(), to]);
  });
  const run = await perform(set, window);
  const [first] = run.window;
  return { ...run, window: first ? [[0, first[1]], ...run.window] : [] };
}

export interface Runs {
  readonly slots: number;
  readonly governed: Run;
  readonly bare: Run;
}

/** Both runs, in virtual time: the same figures every time. */
export async function runBoth(): Promise<Runs> {
  isolateEnvironment(process.env);
  return { slots: SLOTS, governed: await governedRun(), bare: await bareRun() };
}
