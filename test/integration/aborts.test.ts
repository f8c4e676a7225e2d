import { seeded } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { type Bench, bench, converse, converseStream, failure } from "./bench.js";

const lane = ({ plugin }: Bench) => plugin.snapshot().lanes[0];

/** Sends many calls at once, most of them aborted at a random moment. */
async function storm(under: Bench, count: number, seed: number): Promise<PromiseSettledResult<unknown>[]> {
  const random = seeded(seed);
  const sent = Array.from({ length: count }, (_, i) => {
    const controller = new AbortController();
    if (random() < 0.7) under.clock.setTimeout(() => controller.abort(), random() * 20_000);
    const command = random() < 0.5 ? converse(`call ${i}`) : converseStream(`call ${i}`);
    return under.client.send(command as never, { abortSignal: controller.signal }).then(async (output) => {
      const { stream } = output as { stream?: AsyncIterable<unknown> };
      if (stream !== undefined) for await (const _event of stream);
    });
  });
  return under.clock.run(Promise.allSettled(sent));
}

describe("an abort", () => {
  it.each([1, 2, 3])("leaves nothing in flight, of 1,000 sends at random moments (seed %i)", async (seed) => {
    const under = bench({ seed, simulator: { seed, defaults: { slots: 20 } } });
    const results = await storm(under, 1000, seed);
    const names = results.map((result) => (result.status === "rejected" ? result.reason.name : "answered"));
    expect(new Set(names)).toEqual(new Set(["answered", "AbortError"]));
    expect(under.simulator.report().totals.inFlight).toBe(0);
    expect(lane(under)).toMatchObject({ inFlight: 0, queued: 0 });

    const before = under.simulator.report().totals.served;
    const again = Array.from({ length: 200 }, () => under.client.send(converse("again")));
    await under.clock.run(Promise.all(again));
    const report = under.simulator.report();
    expect(report.totals.served - before).toBe(200);
    expect(report.totals.peakInFlight).toBe(20);
    expect(lane(under)?.window).toBeGreaterThan(15);
  });

  it("of a waiting call is answered at once and costs the service nothing", async () => {
    const { clock, client, simulator, plugin } = bench({
      spillway: { window: { max: 1 } },
      simulator: { defaults: { service: { meanMs: 5000, sigma: 0 } } },
    });
    const first = client.send(converse());
    const controller = new AbortController();
    const second = failure(client.send(converse(), { abortSignal: controller.signal }));
    await clock.advance(1000);
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 1, queued: 1 });
    controller.abort();
    await clock.advance(0);
    expect((await second).name).toBe("AbortError");
    expect(plugin.snapshot().lanes[0]).toMatchObject({ inFlight: 1, queued: 0 });
    await clock.run(first);
    expect(simulator.report().totals.attempts).toBe(1);
  });

  it("during the delay between two attempts ends the call at once", async () => {
    const { clock, client, simulator } = bench({
      spillway: { retry: { baseMs: 30_000 } },
      simulator: { defaults: { faults: [{ fault: "tooManyRequests" }] } },
    });
    const controller = new AbortController();
    const call = failure(client.send(converse(), { abortSignal: controller.signal }));
    await clock.advance(100);
    controller.abort();
    await clock.advance(0);
    expect((await call).name).toBe("AbortError");
    expect(simulator.report().totals.attempts).toBe(1);
  });

  it("while it waits for its second attempt is an abort, not the error of its first", async () => {
    const { clock, client } = bench({
      spillway: { window: { max: 1 }, retry: { baseMs: 0 } },
      simulator: {
        defaults: { service: { meanMs: 5000, sigma: 0 }, faults: [{ fault: "tooManyRequests", first: 1 }] },
      },
    });
    const controller = new AbortController();
    const first = failure(client.send(converse(), { abortSignal: controller.signal }));
    const others = [client.send(converse()), client.send(converse())];
    await clock.advance(2000);
    controller.abort();
    await clock.advance(0);
    expect((await first).name).toBe("AbortError");
    await clock.run(Promise.all(others));
  });
});
