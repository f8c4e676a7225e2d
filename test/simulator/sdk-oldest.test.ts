import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  ThrottlingException,
} from "sdk-oldest";
import { describe, expect, it } from "vitest";
import { createSimulator, VirtualClock } from "../../src/simulator/index.js";
import { collect, failure, MODEL } from "./helpers.js";

const messages = [{ role: "user" as const, content: [{ text: "hello" }] }];
const config = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDFAKE", secretAccessKey: "fake" },
  maxAttempts: 1,
};

describe("the oldest client", () => {
  it("works through the handler", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({ clock, defaults: { slots: 1, service: { sigma: 0 } } });
    const client = new BedrockRuntimeClient({ ...config, requestHandler: simulator.handler() });
    const send = () => client.send(new ConverseCommand({ modelId: MODEL, messages }));
    const [served, refused] = await clock.run(() => Promise.all([send(), failure(send())]));
    expect(served.usage?.outputTokens).toBeGreaterThan(0);
    expect(refused).toBeInstanceOf(ThrottlingException);
    const events = await clock.run(async () =>
      collect((await client.send(new ConverseStreamCommand({ modelId: MODEL, messages }))).stream),
    );
    expect(events.at(-1)?.metadata?.usage?.totalTokens).toBeGreaterThan(0);
    const controller = new AbortController();
    const aborted = failure(
      client.send(new ConverseCommand({ modelId: MODEL, messages }), { abortSignal: controller.signal }),
    );
    await clock.advance(500);
    controller.abort();
    expect((await aborted).name).toBe("AbortError");
    expect(simulator.report().totals).toMatchObject({ inFlight: 0, served: 2, aborted: 1 });
  });

  it("works through a socket", async () => {
    const simulator = createSimulator({ defaults: { service: { meanMs: 5 }, networkMs: 0 } });
    const { urls, close } = await simulator.listen();
    const client = new BedrockRuntimeClient({ ...config, endpoint: urls["us-east-1"] ?? "" });
    const answer = await client.send(new ConverseStreamCommand({ modelId: MODEL, messages }));
    expect((await collect(answer.stream)).some((event) => event.messageStop)).toBe(true);
    client.destroy();
    await close();
  });
});
