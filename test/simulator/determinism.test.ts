import { expect, it } from "vitest";
import { createSimulator, type SimulatorReport, VirtualClock } from "../../src/simulator/index.js";
import { clientOf, collect, converse, converseStream, MODEL, NOVA } from "./helpers.js";

/** Sixty calls, some streams, some refused, some broken, some aborted; what each came to. The SDK's own random ids are left out of the report. */
async function play(seed: number): Promise<{ report: SimulatorReport; heard: string[] }> {
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
        { where: "stall", share: 0.1 },
        { where: "malformed", share: 0.1 },
        { where: "truncatedFrame", share: 0.1 },
        { where: "goaway", share: 0.1 },
        { where: "slow", share: 0.1 },
        { where: "reset", share: 0.1 },
      ],
    },
  });
  const client = clientOf({ requestHandler: simulator.handler() });
  const one = async (i: number): Promise<void> => {
    const abort = new AbortController();
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 50 * i));
    clock.setTimeout(() => abort.abort(), i % 7 === 0 ? 300 : 20_000);
    const options = { abortSignal: abort.signal };
    if (i % 3 === 0) await collect((await client.send(converseStream(NOVA), options)).stream);
    else await client.send(converse(MODEL), options);
  };
  const results = await clock.run(() => Promise.allSettled(Array.from({ length: 60 }, (_, i) => one(i))));
  await clock.advance(20_000);
  const report = simulator.report();
  const requests = report.requests.map((request) => ({ ...request, invocationId: undefined }));
  return {
    report: { ...report, requests },
    heard: results.map((result) => (result.status === "rejected" ? String(result.reason) : "whole")),
  };
}

it("tells the same story for the same seed, another for another", async () => {
  const [first, again, other] = [await play(3), await play(3), await play(4)];
  expect(again).toEqual(first);
  expect(other.report.requests).not.toEqual(first.report.requests);
  const { totals, requests } = first.report;
  expect(JSON.parse(JSON.stringify(totals))).toEqual(totals);
  expect(Object.keys(totals.rejected).length).toBeGreaterThan(1);
  expect(totals).toMatchObject({ attempts: 60, inFlight: 0, open: 0 });
  expect(new Set(requests.map(({ fault }) => fault)).size).toBeGreaterThan(5);
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
