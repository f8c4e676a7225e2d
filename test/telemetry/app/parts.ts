import { type Spillway, withCall } from "spillway";
import { BOTH, clientWith, pluginWith } from "./clients.js";
import { converse, converseStream, guarded, invoke } from "./commands.js";
import { SECRETS } from "./secrets.js";
import type { Steps, Stream } from "./steps.js";

const many = <T>(count: number, call: () => T): (() => T)[] => Array.from({ length: count }, () => call);

async function leave(stream: Stream): Promise<void> {
  for await (const _event of stream) break;
}

/** Waits for what the instance itself tells, turn by turn of the event loop. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => void setImmediate(resolve));
}

const queued = (plugin: Spillway): number =>
  plugin.snapshot().lanes.reduce((sum, lane) => sum + lane.queued, 0);

/** What goes by the book, and what throttles, waits, and goes elsewhere. */
export async function ordinary(steps: Steps): Promise<void> {
  const plugin = pluginWith(BOTH);
  const client = clientWith(plugin);
  await steps.step(
    "plain",
    many(3, () => steps.ask(client)),
  );
  await steps.step("invoke", [() => client.send(invoke("anthropic.app-invoke"))]);
  await steps.step("guarded", [() => steps.ask(client, guarded("app.guarded"))]);
  const arn = `arn:aws:bedrock:us-east-1:${SECRETS.account}:application-inference-profile/app-arn`;
  await steps.step("arn", [() => steps.ask(client, converse(arn))]);
  await steps.step("throttled", [() => steps.ask(client, converse("app.throttled"))]);
  await steps.step("invalid", [() => steps.ask(client, converse("app.invalid"))]);
  const bearer = clientWith(plugin, {
    token: { token: SECRETS.bearer },
    authSchemePreference: ["httpBearerAuth"],
  });
  await steps.step("bearer", [() => steps.ask(bearer)]);
}

/** More calls than the window lets through; one leaves the line, and one could not be served in time. */
export async function line(steps: Steps): Promise<void> {
  const plugin = pluginWith({});
  const client = clientWith(plugin);
  const busy = () => converse("app.busy");
  const controller = new AbortController();
  const settings = { tenant: SECRETS.tenant, priority: "batch" } as const;
  const inLine = steps.step("line", [
    ...many(10, () => steps.ask(client, withCall(busy(), settings))),
    () => steps.ask(client, busy(), controller.signal),
    () => steps.ask(client, withCall(busy(), { ...settings, deadlineMs: 1 })),
  ]);
  await until(() => queued(plugin) >= 7);
  controller.abort();
  await inLine;
}

/** Streams that end in every way. */
export async function streams(steps: Steps): Promise<void> {
  const plugin = pluginWith({ streams: { idleMs: 150 } });
  const client = clientWith(plugin);
  await steps.step(
    "stream",
    many(2, () => steps.stream(client, "app.stream")),
  );
  await steps.step("stream left", [() => steps.stream(client, "app.stream", leave)]);
  const controller = new AbortController();
  await steps.step("stream aborted", [
    async () => {
      const sent = client.send(converseStream("app.stream"), { abortSignal: controller.signal });
      for await (const _event of (await sent).stream ?? []) controller.abort();
    },
  ]);
  for (const model of ["app.first-frame", "app.mid-stream", "app.eof", "app.cut", "app.stall"]) {
    await steps.step(`stream ${model}`, [() => steps.stream(client, model)]);
  }
  await steps.step("stream forgotten", [() => steps.stream(client, "app.forgotten", () => plugin.drain())]);
}

/** A breaker that opens, asks, opens again, asks, and closes; and one whose calls go elsewhere meanwhile. */
export async function breakers(steps: Steps): Promise<void> {
  // Long enough for a busy machine to tell open from half-open.
  const breaker = { failures: 2, openMs: 300 };
  const alone = clientWith(pluginWith({ breaker }));
  await steps.step("retried", [() => steps.ask(alone, converse("app.retried"))]);
  await steps.step("reset", [() => steps.ask(alone, converse("app.reset"))]);
  await steps.step("trip", [() => steps.ask(alone, converse("app.down"))]);
  const spilling = clientWith(pluginWith({ ...BOTH, breaker: { ...breaker, openMs: 60_000 } }));
  await steps.step(
    "spill",
    many(2, () => steps.ask(spilling, converse("app.down-at-home"))),
  );
  await steps.step("spill on", [() => steps.ask(spilling, converse("app.down-at-home"))]);
}
