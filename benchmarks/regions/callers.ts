import type { VirtualClock } from "spillway/simulator";
import { arrive, BACK_AFTER_MS, pause } from "../demand.js";
import type { Scenario } from "./scenario.js";
import type { Ask } from "./stage.js";

/** One call as its caller sees it. Moments in ms since the run began. */
export interface Call {
  readonly model: string;
  readonly begunAt: number;
  /** When the first piece of text came. */
  firstAt: number | undefined;
  endedAt: number | undefined;
  state: "open" | "answered" | "failed";
}

/** What the callers of one run have to do with. */
export interface Play {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly endMs: number;
  readonly ask: Ask;
  /** All calls, written down as they begin. */
  readonly calls: Call[];
}

async function read(call: Call, { ask, clock }: Play): Promise<void> {
  for await (const event of await ask(call.model)) {
    if (event.contentBlockDelta) call.firstAt ??= clock.now();
  }
}

/** One call, to the end of its stream. Who fails does not come back. */
async function makeCall(play: Play, number: number): Promise<Call> {
  const { models } = play.scenario;
  const model = models[number % models.length] ?? "";
  const begunAt = play.clock.now();
  const call: Call = { model, begunAt, firstAt: undefined, endedAt: undefined, state: "open" };
  play.calls.push(call);
  const state = await read(call, play).then(
    () => "answered" as const,
    () => "failed" as const,
  );
  return Object.assign(call, { state, endedAt: play.clock.now() });
}

/** Somebody who always wants something, and waits a moment after a failure. */
async function worker(play: Play, number: number): Promise<void> {
  for (;;) {
    const { state } = await makeCall(play, number);
    if (state === "failed") await pause(play.clock, BACK_AFTER_MS);
  }
}

/** Starts all callers. They end with the clock. */
export function start(play: Play): void {
  const { demand } = play.scenario;
  if (demand.kind === "arrivals") void arrive(play, demand, (number) => void makeCall(play, number));
  else for (let number = 0; number < demand.count; number++) void worker(play, number);
}
