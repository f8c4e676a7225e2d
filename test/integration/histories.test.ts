import { ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import type { BreakerSnapshot } from "spillway";
import type { Fault, SimulatorOptions } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { type Bench, bench, converse, converseStream, failure, MODEL } from "./bench.js";

/** Each of these misleads a breaker that is fired around the calls; here are the real client and the real plugin. */

const ONE_ATTEMPT = { retry: { maxAttempts: 1 }, queue: { timeoutMs: "none" } } as const;
const down = (from: number, to: number, more: Partial<Fault> = {}): Fault => ({
  fault: "unableToProcess",
  from,
  to,
  ...more,
});

function world(faults: readonly Fault[], options: SimulatorOptions["defaults"] = {}, breaker = {}): Bench {
  return bench({
    simulator: { defaults: { slots: 100, faults, ...options } },
    spillway: { ...ONE_ATTEMPT, window: { initial: 50 }, breaker, streams: { idleMs: "none" } },
  });
}

const region = ({ plugin }: Bench): BreakerSnapshot | undefined =>
  plugin.snapshot().breakers.find(({ model }) => model === undefined);

const attempts = ({ simulator }: Bench): number => simulator.report().totals.attempts;

async function read(under: Bench): Promise<void> {
  const { stream } = await under.client.send(converseStream());
  for await (const _event of stream ?? []);
}

/** Calls that fail, all at once. */
async function fail(under: Bench, times: number): Promise<void> {
  const sent = Array.from({ length: times }, () => failure(under.client.send(converse())));
  await under.clock.run(Promise.all(sent));
}

describe("a breaker that is told of capacity errors", () => {
  it("is not diluted by streams that are under way: five in a row trip it", async () => {
    const under = world([down(100, 1e6)], { service: { meanMs: 60_000, sigma: 0 } });
    const streams = Array.from({ length: 9 }, () => read(under));
    await under.clock.advance(150);
    await fail(under, 5);
    expect(region(under)).toMatchObject({ state: "open", trips: 1 });
    expect(under.clock.now()).toBeLessThan(300);
    await under.clock.run(Promise.all(streams));
  });

  it("counts errors that come after minutes as well as those that come at once", async () => {
    const under = world([down(0, 1e9, { where: "midStream" })], { service: { meanMs: 240_000, sigma: 0 } });
    for (let i = 0; i < 5; i++) {
      expect(region(under)?.state ?? "closed").toBe("closed");
      await under.clock.run(failure(read(under)));
    }
    // Their answers had begun: what was served within the last round trip holds the trip back, and what came after does not.
    expect(region(under)?.failures).toBeGreaterThan(0);
  });

  it("takes an error inside a 200 for what it says, not for a success", async () => {
    const under = world([down(0, 1e9, { where: "firstFrame" })]);
    for (let i = 0; i < 5; i++) await under.clock.run(failure(read(under)));
    expect(region(under)).toMatchObject({ state: "open" });
    expect(attempts(under)).toBe(5);
  });

  it("lets a call last for an hour", async () => {
    const under = world([], { service: { meanMs: 3_600_000, sigma: 0 } });
    await under.clock.run(read(under));
    expect(under.plugin.snapshot().lanes[0]?.counters).toMatchObject({ served: 1 });
  });

  it("does not count what it held back: it trips again after five, however many waited", async () => {
    const under = world(
      [down(0, 1000), down(20_000, 1e6)],
      {},
      { whenOpen: "fail", openMs: 1000, maxOpenMs: 1000 },
    );
    await fail(under, 5);
    for (let i = 0; i < 100; i++) {
      expect(await under.clock.run(failure(under.client.send(converse())))).toMatchObject({
        code: "CIRCUIT_OPEN",
      });
    }
    await under.clock.advance(1000);
    await under.clock.run(under.client.send(converse()));
    await under.clock.advance(20_000);
    const before = attempts(under);
    await fail(under, 5);
    expect([region(under)?.state, attempts(under) - before]).toEqual(["open", 5]);
  });
});

describe("a probe", () => {
  const invalid = new ConverseCommand({ modelId: MODEL, messages: [] });

  /** Open, and then due for a probe. */
  async function due(
    faults: readonly Fault[] = [],
    options: SimulatorOptions["defaults"] = {},
  ): Promise<Bench> {
    const under = world([down(0, 1000), ...faults], options, { openMs: 2000, maxOpenMs: 2000 });
    await fail(under, 5);
    await under.clock.advance(2000);
    return under;
  }

  it.each(["validation", "accessDenied", "modelTimeout"] as const)("that ends in %s", async (fault) => {
    const under = await due([{ fault, from: 1000, first: 1 }]);
    await under.clock.run(failure(under.client.send(invalid)));
    // A fault of the caller proves nothing, a timeout is no good sign; neither closes.
    expect(region(under)?.state).toBe(fault === "modelTimeout" ? "open" : "halfOpen");
    await under.clock.run(under.client.send(converse()));
    expect(region(under)?.state).toBe("closed");
  });

  it("that its caller aborts proves nothing, and leaves its place to the next", async () => {
    const under = await due();
    const controller = new AbortController();
    const aborted = failure(under.client.send(converse(), { abortSignal: controller.signal }));
    await under.clock.advance(50);
    const next = under.client.send(converse());
    controller.abort();
    expect(await under.clock.run(aborted)).toMatchObject({ name: "AbortError" });
    expect(region(under)?.state).toBe("halfOpen");
    await under.clock.run(next);
    expect(region(under)?.state).toBe("closed");
  });

  it("that hangs counts as failed when its time is up, and keeps nobody out for ever", async () => {
    const under = await due([], { service: { meanMs: 1e7, sigma: 0 } });
    const hanging = under.client.send(converse());
    await under.clock.advance(100);
    expect(region(under)?.state).toBe("halfOpen");
    under.simulator.configure({ defaults: { service: { meanMs: 100 } } });
    await under.clock.run(under.client.send(converse()));
    expect(region(under)?.state).toBe("closed");
    await under.clock.run(hanging);
  });
});

/** A stream that begins before the outage and ends (well after 10 s, badly after 6.5 s) while a probe is out. */
describe("what was sent before the last change of state changes nothing", () => {
  it.each([
    ["an answer", [], 7000, 2000],
    ["an error", [down(0, 100, { where: "midStream" })], 6100, 100],
  ] as const)("%s", async (_, late, tripAt, openMs) => {
    const faults = [...late, down(100, tripAt + 100)];
    const under = world(faults, { service: { meanMs: 10_000, sigma: 0 } }, { openMs, maxOpenMs: 20_000 });
    const early = read(under).catch(() => undefined);
    await under.clock.advance(tripAt);
    await fail(under, 5);
    expect(region(under)?.state).toBe("open");
    const probing = read(under);
    await under.clock.run(early);
    expect(region(under)).toMatchObject({ state: "halfOpen", trips: 1 });
    await under.clock.run(probing);
    expect(region(under)).toMatchObject({ state: "closed" });
  });
});

it("a listener that throws on a change of state harms no call", async () => {
  const under = world([down(0, 1000)], {}, { openMs: 1000, maxOpenMs: 1000 });
  under.plugin.on("breaker", () => {
    throw new Error("the listener's own");
  });
  await fail(under, 5);
  await under.clock.run(under.client.send(converse()));
  expect(region(under)?.state).toBe("closed");
});

it("options of the caller's are not written to", async () => {
  const breaker = { openMs: 1000, maxOpenMs: 1000 };
  const under = world([down(0, 1000)], {}, breaker);
  await fail(under, 5);
  expect(breaker).toEqual({ openMs: 1000, maxOpenMs: 1000 });
});
