import { NodeHttpHandler } from "@smithy/node-http-handler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimulator, VirtualClock } from "../../src/simulator/index.js";
import { clientOf, collect, converse, converseStream, failure } from "./helpers.js";

function virtual() {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock, defaults: { service: { sigma: 0 } } });
  return { clock, simulator, client: clientOf({ requestHandler: simulator.handler() }) };
}

describe("abort", () => {
  it("at any moment leaves nothing in flight and no timer", async () => {
    const { clock, simulator, client } = virtual();
    const moment = fc.oneof(fc.integer({ min: 0, max: 1600 }), fc.constantFrom(0, 15, 465, 1515, 1530));
    await fc.assert(
      fc.asyncProperty(moment, fc.boolean(), async (ms, stream) => {
        const controller = new AbortController();
        const options = { abortSignal: controller.signal };
        const work = stream
          ? client.send(converseStream(), options).then((answer) => collect(answer.stream))
          : client.send(converse(), options);
        const done = work.then(
          () => "done",
          (error: Error) => error.name,
        );
        await clock.advance(ms);
        controller.abort();
        const result = await clock.run(done);
        expect(["done", "AbortError"]).toContain(result);
        if (ms < 1515) expect(result).toBe("AbortError");
        expect(simulator.report().totals.inFlight).toBe(0);
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it("before the request sends nothing", async () => {
    const { clock, simulator, client } = virtual();
    const abortSignal = AbortSignal.abort();
    const error = await clock.run(() => failure(client.send(converse(), { abortSignal })));
    expect(error.name).toBe("AbortError");
    expect(simulator.report().totals.attempts).toBe(0);
  });

  it("gives back the tokens that were not written", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({
      clock,
      defaults: { tokens: { perMinute: 5000, refill: "sliding" } },
    });
    const client = clientOf({ requestHandler: simulator.handler() });
    const controller = new AbortController();
    const aborted = failure(client.send(converse(), { abortSignal: controller.signal }));
    await clock.advance(100);
    expect((await clock.run(() => failure(client.send(converse())))).message).toMatch(/Too many tokens/);
    controller.abort();
    await aborted;
    await clock.run(() => client.send(converse()));
    expect(simulator.report().totals).toMatchObject({
      aborted: 1,
      served: 1,
      rejected: { tooManyTokens: 1 },
    });
  });

  it("by destroying the body of a stream frees the slot", async () => {
    const { clock, simulator, client } = virtual();
    let body: { destroy(): void } | undefined;
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        body = (result.response as { body: { destroy(): void } }).body;
        return result;
      },
      { step: "deserialize", priority: "low" },
    );
    await clock.run(() => client.send(converseStream()));
    expect(simulator.report().totals.inFlight).toBe(1);
    body?.destroy();
    await clock.advance(0);
    expect(simulator.report().totals).toMatchObject({ inFlight: 0, aborted: 1 });
    expect(clock.pending).toBe(0);
  });

  it.each([undefined, new NodeHttpHandler()])(
    "of a client behind a socket frees the slot",
    async (requestHandler) => {
      const simulator = createSimulator({
        defaults: { service: { meanMs: 60_000, sigma: 0 }, networkMs: 0 },
      });
      const { urls, close } = await simulator.listen();
      const client = clientOf({
        endpoint: urls["us-east-1"] ?? "",
        ...(requestHandler && { requestHandler }),
      });
      const controller = new AbortController();
      const lost = failure(client.send(converse(), { abortSignal: controller.signal }));
      await expect.poll(() => simulator.report().totals.inFlight, { interval: 2 }).toBe(1);
      controller.abort();
      expect((await lost).name).toBe("AbortError");
      await expect.poll(() => simulator.report().totals.inFlight, { interval: 2 }).toBe(0);
      expect(simulator.report().totals.aborted).toBe(1);
      client.destroy();
      await close();
    },
  );

  it("by closing the server frees every slot", async () => {
    const simulator = createSimulator({ defaults: { service: { meanMs: 60_000 }, networkMs: 0 } });
    const { urls, close } = await simulator.listen();
    const client = clientOf({ endpoint: urls["us-east-1"] ?? "" });
    const lost = [failure(client.send(converse())), failure(client.send(converse()))];
    await expect.poll(() => simulator.report().totals.inFlight, { interval: 2 }).toBe(2);
    await close();
    await Promise.all(lost);
    expect(simulator.report().totals).toMatchObject({ inFlight: 0, aborted: 2 });
  });
});
