import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { withSpillway } from "spillway";
import { describe, expect, it } from "vitest";
import { bench, CREDENTIALS, converse, failure, MODEL } from "./bench.js";

/** The lanes that are remembered, by model. */
const models = ({ plugin }: Pick<ReturnType<typeof bench>, "plugin">): string[] =>
  plugin.snapshot().lanes.map(({ model }) => model);

/** How many requests of a model the service had at once. */
function mostAtOnce({ simulator }: Pick<ReturnType<typeof bench>, "simulator">, model: string): number {
  const own = simulator.report().requests.filter((request) => request.model === model);
  const ended = ({ endedAt = Number.POSITIVE_INFINITY }) => endedAt;
  return Math.max(...own.map(({ at }) => own.filter((other) => other.at <= at && at < ended(other)).length));
}

const ask = (under: ReturnType<typeof bench>, model: string) =>
  under.clock.run(under.client.send(converse("a", model)));

describe("more models than lanes.limit", () => {
  it("are served, and those are forgotten that were not used for longest", async () => {
    const under = bench({ spillway: { lanes: { limit: 3 } } });
    for (const model of ["a", "b", "c", "a", "d", "e"]) await ask(under, model);
    expect(models(under)).toEqual(["a", "d", "e"]);
    expect(under.plugin.snapshot().lanes[0]?.counters.attempts).toBe(2);
    await ask(under, "b");
    expect(models(under)).toEqual(["d", "e", "b"]);
    expect(under.plugin.snapshot().lanes[2]?.counters.attempts).toBe(1);
  });

  it("are all kept while calls are under way or wait there, and are more than that no longer afterwards", async () => {
    const under = bench({ spillway: { lanes: { limit: 2 }, window: { max: 1 } } });
    const busy = ["a", "b", "c", "c", "d"].map((model) => under.client.send(converse("a", model)));
    await under.clock.advance(10);
    expect(models(under)).toEqual(["a", "b", "c", "d"]);
    await under.clock.run(Promise.all(busy));
    await ask(under, "e");
    expect(models(under)).toHaveLength(2);
  });

  it("are forgotten at once when an update wants fewer", async () => {
    const under = bench();
    for (const model of ["a", "b", "c", "d"]) await ask(under, model);
    under.plugin.update({ lanes: { limit: 1 } });
    expect(models(under)).toEqual(["d"]);
  });

  it("never have two lanes of one name, though a call rests in one that nobody else uses", async () => {
    const under = bench({
      spillway: {
        lanes: { limit: 1 },
        window: { max: 1 },
        retry: { baseMs: 3_600_000, capMs: 3_600_000 },
        random: () => 0.9,
      },
      simulator: { models: { rests: { faults: [{ fault: "unexpectedError", first: 1 }] } } },
    });
    const resting = under.client.send(converse("a", "rests"));
    await under.clock.advance(1000);
    expect(under.plugin.snapshot().lanes).toMatchObject([{ model: "rests", inFlight: 0, queued: 0 }]);
    // Each of these would push it out.
    for (const model of ["b", "c"]) await ask(under, model);
    expect(models(under)).toEqual(["rests", "c"]);
    await under.clock.advance(323_000);
    const others = Array.from({ length: 20 }, () => under.client.send(converse("a", "rests")));
    await under.clock.run(Promise.all([resting, ...others]));
    const { lanes } = under.plugin.snapshot();
    expect(lanes.filter(({ model }) => model === "rests")).toMatchObject([{ counters: { attempts: 22 } }]);
    expect(mostAtOnce(under, "rests")).toBe(1);
  });
});

describe("a place elsewhere whose lane was forgotten", () => {
  it("is found anew by the routes that knew it, with one lane of its name", async () => {
    const under = bench({
      spillway: { lanes: { limit: 2 }, regions: ["us-east-1", "us-west-2"] },
      simulator: {
        regions: ["us-east-1", "us-west-2"],
        models: { [`us-east-1/${MODEL}`]: { faults: [{ fault: "overloaded" }] } },
      },
    });
    const lanesIn = (where: string) => under.plugin.snapshot().lanes.filter(({ region }) => region === where);
    for (let i = 0; i < 3; i++) await ask(under, MODEL);
    expect(lanesIn("us-west-2")).toMatchObject([{ model: MODEL, counters: { attempts: 3 } }]);
    const [home] = lanesIn("us-east-1");
    // Each call ends where its home rests last: what goes is the lane elsewhere.
    await ask(under, "b");
    expect(lanesIn("us-west-2")).toEqual([]);
    await under.clock.run(Promise.all(Array.from({ length: 5 }, () => under.client.send(converse()))));
    expect(lanesIn("us-west-2")).toMatchObject([{ model: MODEL, counters: { attempts: 5 } }]);
    // Home was remembered all the time, and with it the routes that had known the other lane.
    const [after] = lanesIn("us-east-1").filter(({ model }) => model === MODEL);
    expect(home?.model).toBe(MODEL);
    expect(after?.counters.attempts).toBeGreaterThanOrEqual(home?.counters.attempts ?? Number.NaN);
  });
});

describe("a breaker of a model that is forgotten", () => {
  it("stays open until its time is over, and is told of meanwhile", async () => {
    const faults = [{ fault: "capacityReached503" }] as const;
    const under = bench({
      spillway: {
        lanes: { limit: 1 },
        breaker: { scope: "model", failures: 1, openMs: 5000, maxOpenMs: 5000, whenOpen: "fail" },
        retry: { maxAttempts: 1 },
      },
      simulator: { models: { bad: { faults } } },
    });
    await under.clock.run(failure(under.client.send(converse("a", "bad"))));
    await ask(under, "b");
    expect(models(under)).toEqual(["b"]);
    expect(under.plugin.snapshot().breakers).toMatchObject([{ model: "bad", state: "open", trips: 1 }]);
    expect(await under.clock.run(failure(under.client.send(converse("a", "bad"))))).toMatchObject({
      code: "CIRCUIT_OPEN",
    });
    await under.clock.advance(5000);
    for (const model of ["b", "c"]) await ask(under, model);
    const error = await under.clock.run(failure(under.client.send(converse("a", "bad"))));
    expect(error.name).toBe("ServiceUnavailableException");
  });
});

describe("model ids that nobody would choose", () => {
  const ids = [
    "__proto__",
    "constructor",
    "toString",
    "x".repeat(10_000),
    "a\nb",
    "\u0000",
    "\ud800",
    "a b",
    "b",
  ];

  it("are models like others, in as many lanes", async () => {
    const under = bench();
    for (const id of ids) await under.clock.run(under.client.send(converse("a", id)).catch(() => undefined));
    const { lanes } = under.plugin.snapshot();
    // Half a character fits into no URL: the SDK refuses it before it comes to us.
    expect(() => encodeURIComponent("\ud800")).toThrow(URIError);
    expect(lanes.map(({ model }) => model)).toEqual(ids.filter((id) => id !== "\ud800"));
    expect(JSON.parse(JSON.stringify(under.plugin.snapshot()))).toEqual(under.plugin.snapshot());
  });

  it("don't meet those of another region, whatever it is called", async () => {
    const under = bench({ simulator: { regions: ["us-east-1"] } });
    const odd = (region: string) =>
      withSpillway(
        new BedrockRuntimeClient({
          region,
          credentials: CREDENTIALS,
          endpoint: "https://example.com",
          requestHandler: under.simulator.handler(),
        }),
        under.plugin,
      );
    await under.clock.run(
      Promise.allSettled([
        odd("a").send(converse("a", "b c")),
        odd("a-b").send(converse("a", "c")),
        odd("a").send(converse("a", "c")),
      ]),
    );
    expect(under.plugin.snapshot().lanes).toHaveLength(3);
  });
});
