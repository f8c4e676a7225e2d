import { ServiceUnavailableException, ThrottlingException } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { describe, expect, it } from "vitest";
import { createSimulator, type Fault, type ModelSettings, VirtualClock } from "../../src/simulator/index.js";
import { clientOf, collect, converse, converseStream, failure, MODEL, NOVA } from "./helpers.js";

function virtual(faults: Fault[], settings: ModelSettings = {}) {
  const clock = new VirtualClock();
  const simulator = createSimulator({
    clock,
    defaults: { service: { sigma: 0 }, networkMs: 0, ...settings, faults },
  });
  return { clock, simulator, client: clientOf({ requestHandler: simulator.handler() }) };
}

describe("a stream that breaks", () => {
  it("in its first frame fails send()", async () => {
    const { clock, simulator, client } = virtual([{ fault: "tooManyRequests", where: "firstFrame" }]);
    const error = await clock.run(() => failure(client.send(converseStream())));
    expect(error).toBeInstanceOf(ThrottlingException);
    expect((error.$response as { statusCode: number }).statusCode).toBe(200);
    expect(clock.now()).toBeCloseTo(450);
    expect(simulator.report().totals).toMatchObject({ inFlight: 0, failed: { tooManyRequests: 1 } });
  });

  it("halfway throws from the iterator", async () => {
    const { clock, simulator, client } = virtual([{ fault: "unableToProcess", where: "midStream" }]);
    const seen: unknown[] = [];
    const error = await clock.run(async () => {
      const { stream } = await client.send(converseStream());
      const reading = async () => {
        for await (const event of stream ?? []) seen.push(event);
      };
      return failure(reading());
    });
    expect(error).toBeInstanceOf(ServiceUnavailableException);
    expect(seen.length).toBeGreaterThan(2);
    const [request] = simulator.report().requests;
    expect(request).toMatchObject({ outcome: "unableToProcess", endedAt: 450 + 1050 / 2 });
    expect(request?.outputTokens).toBeGreaterThan(0);
  });

  it("by a cut connection throws, by a clean end does not", async () => {
    const cut = virtual([{ fault: "unableToProcess", where: "cut" }]);
    const error = await cut.clock.run(async () =>
      failure(collect((await cut.client.send(converseStream())).stream)),
    );
    expect(error).toMatchObject({ message: "aborted", code: "ECONNRESET" });
    expect(cut.simulator.report().totals).toMatchObject({ inFlight: 0, failed: { cut: 1 } });
    const eof = virtual([{ fault: "unableToProcess", where: "eof" }]);
    const events = await eof.clock.run(async () => collect((await eof.client.send(converseStream())).stream));
    expect(events.some((event) => event.messageStop)).toBe(false);
    expect(eof.simulator.report().totals).toMatchObject({ inFlight: 0, failed: { eof: 1 } });
  });

  it.each([undefined, new NodeHttpHandler()])("breaks on sockets too", async (requestHandler) => {
    const simulator = createSimulator({
      defaults: { service: { meanMs: 20 }, networkMs: 0 },
      models: {
        first: { faults: [{ fault: "unableToProcess", where: "firstFrame" }] },
        mid: { faults: [{ fault: "unableToProcess", where: "midStream" }] },
        cut: { faults: [{ fault: "unableToProcess", where: "cut" }] },
      },
    });
    const { urls, close } = await simulator.listen();
    const client = clientOf({ endpoint: urls["us-east-1"] ?? "", ...(requestHandler && { requestHandler }) });
    expect(await failure(client.send(converseStream("first")))).toBeInstanceOf(ServiceUnavailableException);
    const mid = await client.send(converseStream("mid"));
    expect(await failure(collect(mid.stream))).toBeInstanceOf(ServiceUnavailableException);
    const cut = await client.send(converseStream("cut"));
    const rest = await collect(cut.stream).catch((error: Error) => error);
    if (requestHandler) expect(rest).toMatchObject({ code: "ECONNRESET" });
    else expect(rest).not.toContainEqual(expect.objectContaining({ messageStop: expect.anything() }));
    expect(await failure(client.send(converse("cut")))).toBeInstanceOf(Error);
    client.destroy();
    await close();
    expect(simulator.report().totals).toMatchObject({ inFlight: 0, failed: { unableToProcess: 2, cut: 2 } });
  });
});

describe("scheduled faults", () => {
  it("hold in their time, for the first so many, and for a share", async () => {
    const { clock, simulator, client } = virtual(
      [
        { fault: "unableToProcess", from: 1000, to: 2000 },
        { fault: "modelNotReady", from: 5000, to: 6000, first: 2 },
        { fault: "overloaded", from: 10_000, share: 0.25 },
      ],
      { slots: Number.POSITIVE_INFINITY },
    );
    const at = async (ms: number, count: number) => {
      await clock.advance(ms - clock.now());
      await clock.run(() => Promise.allSettled(Array.from({ length: count }, () => client.send(converse()))));
      return { ...simulator.report().totals.rejected };
    };
    expect(await at(0, 5)).toEqual({});
    expect(await at(1999, 5)).toEqual({ unableToProcess: 5 });
    expect(await at(5000, 5)).toEqual({ unableToProcess: 5, modelNotReady: 2 });
    const { overloaded = 0 } = await at(10_000, 200);
    expect(overloaded).toBeGreaterThan(30);
    expect(overloaded).toBeLessThan(70);
  });

  it("of a region hold for all its models, of a pattern for some", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({
      clock,
      regions: ["us-east-1", "us-west-2"],
      regionFaults: { "us-east-1": [{ fault: "unableToProcess", first: 2 }] },
      models: { "us-west-2/amazon.*": { faults: [{ fault: "accessDenied" }] } },
    });
    const send = (region: string, model: string) =>
      clientOf({ region, requestHandler: simulator.handler() }).send(converse(model));
    await clock.run(async () => {
      for (const region of simulator.regions) {
        for (const model of [MODEL, NOVA, MODEL]) await send(region, model).catch(() => {});
      }
    });
    const { regions, lanes } = simulator.report();
    expect(regions["us-east-1"]).toMatchObject({ served: 1, rejected: { unableToProcess: 2 } });
    expect(lanes[`us-west-2/${NOVA}`]?.rejected).toEqual({ accessDenied: 1 });
    expect(lanes[`us-west-2/${MODEL}`]?.served).toBe(2);
  });

  it("without a stream take the slot half the time, or none at all", async () => {
    const { clock, simulator, client } = virtual([
      { fault: "modelTimeout", where: "midStream", first: 1 },
      { fault: "unexpectedError", where: "firstFrame" },
    ]);
    await clock.run(async () => {
      expect((await failure(client.send(converse()))).name).toBe("ModelTimeoutException");
      expect((await failure(client.send(converse()))).name).toBe("InternalServerException");
    });
    const { failed, rejected, busyMs } = simulator.report().totals;
    expect({ failed, rejected, busyMs }).toEqual({
      failed: { modelTimeout: 1 },
      rejected: { unexpectedError: 1 },
      busyMs: 750,
    });
  });
});
