import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { spillway } from "spillway";
import { afterEach, describe, expect, it } from "vitest";
import { clientOf, commandOf, VARIANTS } from "./stream-clients.js";
import { type Script, type StreamServer, streamServer } from "./stream-server.js";

/** Streams that nobody holds any more, with their idle timers running. */

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

let server: StreamServer | undefined;

afterEach(() => server?.close());

const goOn: Script = async (pen) => {
  await pen.event("messageStart", { role: "assistant" });
  while (!pen.closed) {
    await pen.event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "x" } });
    await pen.pause(2);
  }
};

type Stream = AsyncIterable<unknown> | undefined;

const DROPS: readonly (readonly [string, (stream: Stream) => Promise<unknown>])[] = [
  ["unread", async () => undefined],
  [
    "half read",
    async (stream) => {
      const events = stream?.[Symbol.asyncIterator]();
      await events?.next();
      await events?.next();
    },
  ],
];

describe.each(VARIANTS)("with the SDK of %s over %s, a stream that is dropped", (sdk, protocol) => {
  it.each(DROPS)("%s is closed when it is collected", async (_how, use) => {
    server = await streamServer(protocol, goOn);
    const client = clientOf(sdk, protocol, server.url);
    const plugin = spillway();
    const outcomes: string[] = [];
    plugin.on("attempt", ({ outcome }) => outcomes.push(outcome));
    client.middlewareStack.use(plugin);
    const drop = async (): Promise<void> => {
      const { stream } = await client.send(commandOf(sdk));
      await use(stream);
    };
    await drop();
    expect([server.open, plugin.snapshot().lanes[0]?.inFlight]).toEqual([1, 1]);
    const open = (): number | undefined => {
      collect();
      return server?.open;
    };
    await expect.poll(open, { timeout: 5000, interval: 10 }).toBe(0);
    expect(outcomes).toEqual(["client_abort"]);
    expect(server.broken).toBe(1);
    client.destroy();
  });
});
