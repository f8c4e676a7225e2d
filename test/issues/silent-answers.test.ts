import { expect, it } from "vitest";
import { bench, converse } from "../integration/bench.js";

/** A handler that leaves some requests without an answer for ever, as a dead connection does. */
function deaf(under: ReturnType<typeof bench>, isDeaf: () => boolean) {
  const inner = under.simulator.handler("us-east-1");
  return {
    ...inner,
    metadata: inner.metadata,
    handle: (...args: Parameters<typeof inner.handle>) =>
      isDeaf() ? new Promise<never>(() => undefined) : inner.handle(...args),
  };
}

async function oneASecond(under: ReturnType<typeof bench>, seconds: number): Promise<number> {
  let answered = 0;
  for (let i = 0; i < seconds; i++) {
    under.client.send(converse()).then(
      () => answered++,
      () => undefined,
    );
    await under.clock.advance(1000);
  }
  return answered;
}

it("a few requests that are never answered do not close a lane that has just begun", async () => {
  const under = bench({ seed: 3 });
  let hung = 0;
  under.client.config.requestHandler = deaf(under, () => hung++ < 4) as never;
  expect(await oneASecond(under, 300)).toBeGreaterThan(230);
});

it("nor one after an outage", async () => {
  const under = bench({ simulator: { defaults: { faults: [{ fault: "unableToProcess", to: 3000 }] } } });
  let hung = 0;
  under.client.config.requestHandler = deaf(under, () => under.clock.now() > 3000 && hung++ < 1) as never;
  expect(await oneASecond(under, 300)).toBeGreaterThan(200);
});

it("answers that take longer than a probe is given close the breaker all the same", async () => {
  const under = bench({
    spillway: { breaker: { scope: "model", openMs: 1000, maxOpenMs: 3000 }, queue: { timeoutMs: 120_000 } },
    simulator: {
      defaults: {
        slots: 100,
        service: { meanMs: 9000, sigma: 0.2 },
        faults: [{ fault: "capacityReached503", to: 3000 }],
      },
    },
  });
  const answered = await oneASecond(under, 300);
  expect(under.plugin.snapshot().breakers.filter(({ state }) => state !== "closed")).toEqual([]);
  expect(answered).toBeGreaterThan(200);
});
