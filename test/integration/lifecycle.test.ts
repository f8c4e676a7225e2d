import { SpillwayError } from "spillway";
import { describe, expect, it } from "vitest";
import { type Bench, bench, converse, converseStream, MODEL } from "./bench.js";

const REGIONS = ["us-east-1", "us-west-2"];
const STEADY = { slots: 100, service: { meanMs: 1000, sigma: 0 }, networkMs: 0 } as const;

const told = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "served",
    (error: Error) => (error instanceof SpillwayError ? error.code : error.name),
  );

const send = ({ client }: Bench, count: number, model = MODEL): Promise<string>[] =>
  Array.from({ length: count }, () => told(client.send(converse("a", model))));

async function stream({ client }: Bench): Promise<string> {
  const { stream: events } = await client.send(converseStream());
  let last = "";
  for await (const event of events ?? []) last = Object.keys(event)[0] ?? "";
  return last;
}

/** Nothing is in flight, nobody waits, and no timer is left. */
function expectQuiet({ plugin, clock }: Bench): void {
  const { lanes } = plugin.snapshot();
  expect(lanes.map(({ inFlight, queued }) => inFlight + queued).filter((count) => count > 0)).toEqual([]);
  expect(clock.pending).toBe(0);
}

/** Where a call may be when the end comes. */
const PLACES: [name: string, make: () => Bench, served: number][] = [
  ["in one line", () => bench({ simulator: { defaults: STEADY }, spillway: { window: { max: 1 } } }), 1],
  [
    "in the lines of two places",
    () =>
      bench({
        simulator: { defaults: STEADY, regions: REGIONS },
        spillway: { window: { max: 1 }, regions: REGIONS },
      }),
    2,
  ],
  [
    "at rest between two attempts",
    () =>
      bench({
        simulator: { defaults: { ...STEADY, faults: [{ fault: "unexpectedError", to: 50 }] } },
        spillway: { retry: { baseMs: 60_000, capMs: 60_000 }, random: () => 0.9 },
      }),
    0,
  ],
  [
    "before a breaker that is open",
    () =>
      bench({
        simulator: { defaults: { ...STEADY, faults: [{ fault: "overloaded", to: 50 }] } },
        spillway: { breaker: { failures: 1, openMs: 5000 }, retry: { baseMs: 1 } },
      }),
    0,
  ],
  [
    "before a quota",
    () => bench({ simulator: { defaults: STEADY }, spillway: { quota: { requestsPerMinute: 6 } } }),
    1,
  ],
];

describe.each(PLACES)("a call that is %s", (_, make, served) => {
  it("is refused at once by close(), and what is in flight is answered", async () => {
    const under = make();
    const calls = send(under, 6);
    await under.clock.advance(500);
    under.plugin.close();
    expect(await under.clock.run(Promise.all(send(under, 1)))).toEqual(["CLOSED"]);
    const atOnce = await Promise.all(calls.map((call) => Promise.race([call, "under way"])));
    expect(atOnce.filter((end) => end === "CLOSED")).toHaveLength(6 - served);
    const ends = await under.clock.run(Promise.all(calls));
    expect(ends.filter((end) => end === "served")).toHaveLength(served);
    expect(ends.filter((end) => end === "CLOSED")).toHaveLength(6 - served);
    expectQuiet(under);
    await under.plugin.drain();
  });

  it("is waited for by drain(), which lets no other in", async () => {
    const under = make();
    const calls = send(under, 6);
    await under.clock.advance(500);
    const drained = under.plugin.drain();
    expect(await under.clock.run(Promise.all(send(under, 1)))).toEqual(["CLOSED"]);
    let settled = 0;
    for (const call of calls) void call.then(() => settled++);
    await under.clock.run(drained);
    await Promise.resolve();
    expect(settled).toBe(6);
    expect(await Promise.all(calls)).toEqual(Array(6).fill("served"));
    expectQuiet(under);
  });

  it("is served or refused, once, when the settings change and the end comes together", async () => {
    const under = make();
    const calls = send(under, 6);
    await under.clock.advance(500);
    const drained = under.plugin.drain();
    under.plugin.update({ window: { max: 2 }, quota: { requestsPerMinute: 60 }, lanes: { limit: 1 } });
    await under.clock.advance(500);
    under.plugin.close();
    under.plugin.update({ window: { min: 5, initial: 5, max: 9 }, quota: { requestsPerMinute: null } });
    expect((await under.clock.run(Promise.all(calls))).filter((end) => !/served|CLOSED/.test(end))).toEqual(
      [],
    );
    await under.clock.run(drained);
    expectQuiet(under);
  });
});

describe("drain()", () => {
  it("waits for the last byte of a stream, in whatever lane", async () => {
    const under = bench({ spillway: { lanes: { limit: 1 } } });
    const read = stream(under);
    await under.clock.advance(600);
    const others = send(under, 2, "other");
    await under.clock.advance(50);
    let drained = false;
    const drain = under.plugin.drain().then(() => {
      drained = true;
    });
    expect(under.plugin.snapshot().lanes[0]).toMatchObject({ model: MODEL, inFlight: 1 });
    expect(drained).toBe(false);
    expect(await under.clock.run(read)).toBe("metadata");
    expect(await under.clock.run(Promise.all(others))).toEqual(["served", "served"]);
    await drain;
    expectQuiet(under);
  });

  it("settles at once where nothing has begun, and each time that it is asked", async () => {
    const { plugin } = bench();
    await Promise.all([plugin.drain(), plugin.drain()]);
    await plugin.drain();
  });

  it("settles when an operator has held open the region that calls waited for", async () => {
    const under = bench({ simulator: { defaults: STEADY }, spillway: { window: { max: 1 } } });
    const calls = send(under, 3);
    await under.clock.advance(500);
    const drained = under.plugin.drain();
    under.plugin.forceOpen("us-east-1");
    await under.clock.run(drained);
    expect(await Promise.all(calls)).toEqual(["served", "CIRCUIT_OPEN", "CIRCUIT_OPEN"]);
    expectQuiet(under);
  });
});

describe("close()", () => {
  it("leaves a stream to its reader", async () => {
    const under = bench();
    const read = stream(under);
    await under.clock.advance(600);
    under.plugin.close();
    expect(await under.clock.run(read)).toBe("metadata");
    expectQuiet(under);
  });
});
