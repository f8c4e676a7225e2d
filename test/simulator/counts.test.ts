import { describe, expect, it } from "vitest";
import { type Counts, createSimulator, VirtualClock } from "../../src/simulator/index.js";
import { clientOf, collect, converse, converseStream, failure, MODEL } from "./helpers.js";
import { clientAt, nothingOpen, QUICK, VERSIONS, withSockets } from "./sockets.js";

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, each) => total + each, 0);
const ended = ({ served, aborted, rejected, failed }: Counts): number =>
  served + aborted + sum(rejected) + sum(failed);

describe("the report", () => {
  it("counts what was read in full, also what is left on its way", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({ clock, defaults: { networkMs: 100 } });
    const client = clientOf({ requestHandler: simulator.handler() });
    const abort = new AbortController();
    const lost = failure(client.send(converse(), { abortSignal: abort.signal }));
    await clock.advance(50);
    const { totals, regions, lanes } = simulator.report();
    for (const counts of [totals, regions["us-east-1"], lanes[`us-east-1/${MODEL}`]]) {
      expect(counts).toMatchObject({ attempts: 1, open: 1, inFlight: 0 });
    }
    abort.abort();
    await lost;
    expect(simulator.report().totals).toMatchObject({ attempts: 1, open: 0, aborted: 1 });
    expect(simulator.report().requests).toMatchObject([{ outcome: "aborted", endedAt: 50 }]);
    expect(clock.pending).toBe(0);
  });

  it("has a refusal open until it has left", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({ clock, defaults: { slots: 0, networkMs: 15 } });
    const client = clientOf({ requestHandler: simulator.handler() });
    const refused = failure(client.send(converse()));
    await clock.advance(49);
    expect(simulator.report().totals).toMatchObject({ open: 1, rejected: { tooManyRequests: 1 } });
    await clock.run(refused);
    expect(simulator.report().totals.open).toBe(0);
  });

  it("has an answer over with its last byte, also when nobody reads it", async () => {
    const clock = new VirtualClock();
    const simulator = createSimulator({ clock });
    const client = clientOf({ requestHandler: simulator.handler() });
    await clock.run(() => client.send(converseStream()));
    expect(simulator.report().totals.open).toBe(1);
    await clock.advance(10_000);
    expect(simulator.report().totals).toMatchObject({ open: 0, served: 1 });
  });

  it.each(Object.entries(VERSIONS))(
    "agrees with what a client sent over %s, whatever breaks",
    async (_, version) => {
      await withSockets({ where: "truncatedFrame" }, async (simulator, url) => {
        const bad = (["reset", "stall", "malformed", "resetMidStream", "goaway", "slow"] as const).map(
          (where) => ({ where, share: 0.15 }),
        );
        simulator.configure({ models: { bad: { faults: bad } } });
        const client = clientAt(url, version);
        const one = async (i: number, abortSignal: AbortSignal): Promise<void> => {
          const model = i % 3 === 0 ? "good" : "bad";
          if (i % 2 === 0) await client.send(converse(model), { abortSignal });
          else await collect((await client.send(converseStream(model), { abortSignal })).stream);
        };
        for (let round = 0; round < 3; round++) {
          const abort = new AbortController();
          const calls = Array.from({ length: 30 }, (_, i) => one(i, abort.signal));
          const done = Promise.allSettled(calls);
          // Nobody leaves before everything has been sent; what stalls would stay for ever.
          const sent = 30 * (round + 1);
          await expect
            .poll(() => simulator.report().totals.attempts, { interval: 2, timeout: 5000 })
            .toBe(sent);
          setTimeout(() => abort.abort(), 60);
          await done;
        }
        client.destroy();
        await nothingOpen(simulator);
        const { totals } = simulator.report();
        expect(totals).toMatchObject({ attempts: 90, inFlight: 0 });
        expect(ended(totals)).toBe(90);
      });
    },
  );
});

it("answers many and keeps little", async () => {
  const simulator = createSimulator({
    keep: 5,
    defaults: { ...QUICK, service: { meanMs: 0 }, slots: Number.POSITIVE_INFINITY },
  });
  const handler = simulator.handler();
  const request = {
    method: "POST",
    hostname: "localhost",
    path: "/model/x/converse",
    headers: {},
    body: "{}",
  };
  for (let i = 0; i < 30; i++) await Promise.all(Array.from({ length: 100 }, () => handler.handle(request)));
  const { totals, requests } = simulator.report();
  expect(totals).toMatchObject({ attempts: 3000, served: 3000, open: 0 });
  expect(totals.inFlightSteps.length).toBeLessThanOrEqual(2001);
  expect(requests.length).toBe(5);
});
