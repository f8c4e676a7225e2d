import { describe, expect, it } from "vitest";
import { createSimulator, type Slots, VirtualClock } from "../../src/simulator/index.js";
import { slotsAt, slotTime } from "../../src/simulator/slots.js";
import { clientOf, converse } from "./helpers.js";

function virtual(slots: Slots) {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock, defaults: { slots, service: { sigma: 0 }, networkMs: 0 } });
  const client = clientOf({ requestHandler: simulator.handler() });
  const send = (count: number) =>
    Promise.allSettled(Array.from({ length: count }, () => client.send(converse())));
  return { clock, simulator, send };
}

describe("slots", () => {
  it("are never exceeded, and their use adds up", async () => {
    const { clock, simulator, send } = virtual(5);
    await clock.run(() => send(12));
    const { totals } = simulator.report();
    expect(totals).toMatchObject({
      attempts: 12,
      served: 5,
      rejected: { tooManyRequests: 7 },
      peakInFlight: 5,
    });
    expect(totals.busyMs).toBeCloseTo(5 * 1500);
    expect(totals.capacityMs).toBeCloseTo(5 * 1500);
    expect(totals.inFlightSteps).toEqual([
      [0, 5],
      [1500, 0],
    ]);
  });

  it("shrink without ending what runs", async () => {
    const { clock, simulator, send } = virtual([
      [0, 8],
      [1000, 2],
    ]);
    const first = send(8);
    await clock.advance(1200);
    expect(simulator.report().totals.inFlight).toBe(8);
    await clock.run(() => send(1));
    await clock.run(first);
    await clock.run(() => send(3));
    expect(simulator.report().totals).toMatchObject({ served: 10, rejected: { tooManyRequests: 2 } });
  });

  it("change while it runs", async () => {
    const { clock, simulator, send } = virtual(1);
    await clock.run(() => send(2));
    simulator.configure({ defaults: { slots: 3, full: "unableToProcess" } });
    const changedAt = clock.now();
    await clock.run(() => send(4));
    const { served, rejected, capacityMs } = simulator.report().totals;
    expect({ served, rejected }).toEqual({ served: 4, rejected: { tooManyRequests: 1, unableToProcess: 1 } });
    expect(capacityMs).toBeCloseTo(changedAt + 3 * (clock.now() - changedAt));
  });

  it("may be endless", async () => {
    const { clock, simulator, send } = virtual(Number.POSITIVE_INFINITY);
    await clock.run(() => send(200));
    expect(simulator.report().totals).toMatchObject({ served: 200, capacityMs: null, peakInFlight: 200 });
  });

  it("follow steps and functions", () => {
    const steps: Slots = [
      [100, 4],
      [200, 0],
      [300, 6],
    ];
    expect([0, 100, 199, 200, 299, 300, 999].map((ms) => slotsAt(steps, ms))).toEqual([4, 4, 4, 0, 0, 6, 6]);
    expect(slotTime(steps, 0, 400)).toBe(200 * 4 + 100 * 6);
    expect(slotTime(steps, 150, 250)).toBe(50 * 4);
    expect(slotTime(steps, 350, 360)).toBe(60);
    expect(slotTime((ms) => ms / 1000, 0, 10_000)).toBeCloseTo(50_000);
  });
});
