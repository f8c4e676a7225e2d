import { expect, it } from "vitest";
import { createSimulator, type SimulatorReport, VirtualClock } from "../../src/simulator/index.js";
import { clientOf, collect, converse, converseStream, MODEL, NOVA } from "./helpers.js";

/** Sixty calls, some streams, some refused, some aborted; the SDK's own random ids are left out of the report. */
async function play(seed: number): Promise<SimulatorReport> {
  const clock = new VirtualClock();
  const simulator = createSimulator({
    seed,
    clock,
    defaults: {
      slots: [
        [0, 6],
        [900, 3],
        [2000, 9],
      ],
      tokens: { perMinute: 200_000 },
      rejectMs: [5, 600],
      networkJitterMs: 20,
      faults: [
        { fault: "unexpectedError", share: 0.2 },
        { fault: "unableToProcess", where: "midStream", share: 0.2 },
      ],
    },
  });
  const client = clientOf({ requestHandler: simulator.handler() });
  const one = async (i: number): Promise<void> => {
    const abort = new AbortController();
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 50 * i));
    if (i % 7 === 0) clock.setTimeout(() => abort.abort(), 300);
    const options = { abortSignal: abort.signal };
    if (i % 3 === 0) await collect((await client.send(converseStream(NOVA), options)).stream);
    else await client.send(converse(MODEL), options);
  };
  await clock.run(() => Promise.allSettled(Array.from({ length: 60 }, (_, i) => one(i))));
  const report = simulator.report();
  return { ...report, requests: report.requests.map((request) => ({ ...request, invocationId: undefined })) };
}

it("tells the same story for the same seed, another for another", async () => {
  const [first, again, other] = [await play(3), await play(3), await play(4)];
  expect(again).toEqual(first);
  expect(other.requests).not.toEqual(first.requests);
  expect(JSON.parse(JSON.stringify(first.totals))).toEqual(first.totals);
  expect(Object.keys(first.totals.rejected).length).toBeGreaterThan(1);
  expect(first.totals).toMatchObject({ attempts: 60, inFlight: 0 });
});

it("keeps only so many requests and steps", async () => {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock, keep: 3, defaults: { slots: 1 } });
  const client = clientOf({ requestHandler: simulator.handler() });
  await clock.run(async () => {
    for (let i = 0; i < 10; i++) await client.send(converse());
  });
  const { requests, totals } = simulator.report();
  expect(requests.length).toBe(3);
  expect(requests.at(-1)?.endedAt).toBe(totals.inFlightSteps.at(-1)?.[0]);
});
