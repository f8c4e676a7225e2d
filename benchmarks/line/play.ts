import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import pLimit from "p-limit";
import { type CallSettings, spillway, withCall } from "spillway";
import { createSimulator, type Simulator, seeded, VirtualClock } from "spillway/simulator";
import { pause } from "../demand.js";
import type { Crowd, Policy, Scenario } from "./scenario.js";

/** One call as its caller saw it. */
export interface Seen {
  readonly crowd: string;
  readonly sentAt: number;
  /** When its last attempt was sent; undefined: it still waits, or was refused. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly answered: boolean;
}

interface Stage {
  readonly clock: VirtualClock;
  /** Sends one call; says when its attempt was sent. */
  send(settings: CallSettings): Promise<number | undefined>;
}

const MODEL = "anthropic.claude-3-haiku-20240307-v1:0";
const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

const converse = (): ConverseCommand =>
  new ConverseCommand({
    modelId: MODEL,
    messages: [{ role: "user", content: [{ text: "hello" }] }],
    inferenceConfig: { maxTokens: 200 },
  });

/** A handler that notes when each answered request was handed to it, by the id that the service gave it. */
function noting(simulator: Simulator, clock: VirtualClock, startedAt: Map<string, number>) {
  const handler = simulator.handler();
  const handle: typeof handler.handle = async (request, options) => {
    const at = clock.now();
    const answer = await handler.handle(request, options);
    startedAt.set(answer.response.headers["x-amzn-requestid"] ?? "", at);
    return answer;
  };
  return { ...handler, handle };
}

function staged(scenario: Scenario, policy: Policy, seed: number): Stage {
  const clock = new VirtualClock();
  const { slots, meanMs } = scenario;
  const simulator = createSimulator({ seed, clock, keep: 0, defaults: { slots, service: { meanMs } } });
  const startedAt = new Map<string, number>();
  const requestHandler = noting(simulator, clock, startedAt);
  const client = new BedrockRuntimeClient({ region: "us-east-1", credentials: CREDENTIALS, requestHandler });
  const limit = policy.limit && pLimit(slots);
  if (!limit) client.middlewareStack.use(spillway({ clock, random: seeded(seed), queue: policy.queue }));
  const send = async (settings: CallSettings): Promise<number | undefined> => {
    const command = withCall(converse(), settings);
    const { $metadata } = await (limit ? limit(() => client.send(command)) : client.send(command));
    const id = $metadata.requestId ?? "";
    const at = startedAt.get(id);
    startedAt.delete(id);
    return at;
  };
  return { clock, send };
}

const exponential = (meanMs: number, random: () => number): number => -meanMs * Math.log(1 - random());

const said = ({ says }: Crowd, policy: Policy): CallSettings =>
  Object.fromEntries(
    Object.entries(says).filter(([field]) => policy.says.includes(field as keyof CallSettings)),
  );

interface Playing {
  readonly stage: Stage;
  readonly policy: Policy;
  readonly endMs: number;
  readonly seen: Set<Seen>;
}

async function call({ stage, policy, seen }: Playing, crowd: Crowd): Promise<void> {
  const { clock, send } = stage;
  const open: Seen = {
    crowd: crowd.name,
    sentAt: clock.now(),
    startedAt: undefined,
    endedAt: undefined,
    answered: false,
  };
  seen.add(open);
  const startedAt = await send(said(crowd, policy)).catch(() => undefined);
  seen.delete(open);
  seen.add({ ...open, startedAt, endedAt: clock.now(), answered: startedAt !== undefined });
}

/** One caller after the other: a call, a pause, the next call. */
async function caller(playing: Playing, crowd: Crowd, thinkMs: number, random: () => number): Promise<void> {
  const { clock } = playing.stage;
  while (clock.now() < playing.endMs) {
    await call(playing, crowd);
    if (thinkMs > 0) await pause(clock, exponential(thinkMs, random));
  }
}

async function arrivals(
  playing: Playing,
  crowd: Crowd,
  perSecond: number,
  random: () => number,
): Promise<void> {
  const { clock } = playing.stage;
  while (clock.now() < playing.endMs) {
    await pause(clock, exponential(1000 / perSecond, random));
    void call(playing, crowd);
  }
}

/** Plays one scenario to its end; what still waits then is seen as waiting. */
export async function play(
  scenario: Scenario,
  policy: Policy,
  crowds: readonly Crowd[],
  seed: number,
): Promise<readonly Seen[]> {
  const stage = staged(scenario, policy, seed);
  // Before its first call the SDK reads files, for which virtual time does not wait.
  await stage.clock.run(stage.send({}));
  const playing: Playing = { stage, policy, endMs: scenario.seconds * 1000, seen: new Set() };
  for (const crowd of crowds) {
    const random = seeded(`${crowd.name}/${seed}`);
    const { count, thinkMs } = crowd.callers ?? { count: 0, thinkMs: 0 };
    for (let i = 0; i < count; i++) void caller(playing, crowd, thinkMs, random);
    if (crowd.perSecond !== undefined) void arrivals(playing, crowd, crowd.perSecond, random);
  }
  await stage.clock.advance(playing.endMs);
  return [...playing.seen];
}
