import { describe, expect, it } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import { ANYONE } from "../../src/flow/permit.js";
import type { OutcomeClass } from "../../src/outcome/outcome.js";
import type { Lane } from "../../src/routing/lane.js";
import type { LanePermit } from "../../src/routing/lane-permit.js";
import { refused, settled } from "../flow/help.js";
import { MODEL, world } from "./help.js";

let ticket = 0;
const ask = (lane: Lane, timeoutMs = 60_000, tokens = 0): Promise<LanePermit> =>
  lane.acquire({ ticket: ++ticket, tokens: () => tokens, timeoutMs, signal: undefined, caller: ANYONE });

async function end(lane: Lane, outcome: OutcomeClass): Promise<void> {
  (await ask(lane)).end(outcome);
}

/** Trips at the first capacity error and stays open for 0.8 to 1 s. */
const QUICK = { failures: 1, openMs: 1000, maxOpenMs: 60_000 };
/** All of the window's own pacing out of the way. */
const WIDE = { initial: 50, min: 50, max: 50 };

describe("a lane", () => {
  it("counts what became of its attempts, once each", async () => {
    const { home } = world();
    const permit = await ask(home);
    permit.end("success");
    permit.end("capacity");
    await end(home, "config");
    await end(home, "throttle.unknown");
    const { counters, inFlight, queued } = home.snapshot();
    expect({ ...counters, inFlight, queued }).toEqual({
      attempts: 3,
      served: 1,
      throttled: 1,
      unavailable: 0,
      ignored: 1,
      refused: 0,
      inFlight: 0,
      queued: 0,
    });
  });

  it("is plain data as a snapshot, before and after its first answer", async () => {
    const { home, clock } = world({ quota: { tokensPerMinute: 100 } });
    expect(home.snapshot()).toMatchObject({
      region: "us-east-1",
      model: MODEL,
      window: 4,
      roundTripMs: null,
    });
    const permit = await ask(home, 0, 60);
    await clock.advance(300);
    permit.end("success", 40);
    const snapshot = home.snapshot();
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(snapshot).toMatchObject({
      roundTripMs: 300,
      quotas: { tokensPerMinute: 100, tokensLastMinute: 40 },
    });
  });

  it("says when its window moves, and when it refuses", async () => {
    const { home, events } = world({ window: { law: "textbook" } });
    await Promise.all([ask(home), ask(home), ask(home)]);
    (await ask(home)).end("quota.requests");
    expect(events).toMatchObject([
      ["window", { from: 4, to: 3.6, reason: "multiplicative decrease", inFlight: 3 }],
    ]);
    const closed = world({ quota: { tokensPerDay: 5 } });
    expect(await refused(ask(closed.home, 0, 6))).toBe("QUOTA_EXHAUSTED");
    closed.home.refused("QUOTA_EXHAUSTED");
    expect(closed.events).toEqual([["refused", { ...closed.home.name, code: "QUOTA_EXHAUSTED" }]]);
    expect(closed.home.snapshot().counters.refused).toBe(1);
  });

  it("refuses everyone once it is closed, those in line too", async () => {
    const { home, close, clock } = world({ window: { initial: 1, min: 1, max: 1 } });
    const running = await ask(home);
    const waiting = [refused(ask(home)), refused(ask(home))];
    close(new SpillwayError("CLOSED", "closed"));
    expect(await Promise.all(waiting)).toEqual(["CLOSED", "CLOSED"]);
    expect(await refused(ask(home))).toBe("CLOSED");
    expect([home.idle, clock.pending]).toEqual([false, 0]);
    running.end("success");
    expect(home.idle).toBe(true);
  });
});

describe("while the breaker is open", () => {
  it("callers wait for the probe, and follow when it has succeeded", async () => {
    const { home, clock } = world({ breaker: QUICK, window: WIDE });
    await end(home, "capacity");
    const [probe, ...others] = [ask(home), ask(home), ask(home)];
    await clock.advance(1000);
    const permit = await probe;
    expect(await settled(Promise.race(others))).toBe(false);
    permit.end("success");
    await Promise.all(others);
    expect(clock.pending).toBe(0);
  });

  it("a caller is refused at once only if no probe can come in its time, and told when one will", async () => {
    const { home } = world({ breaker: QUICK, window: WIDE });
    await end(home, "capacity");
    await expect(ask(home, 500)).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    const error: unknown = await ask(home, 500).catch((reason: unknown) => reason);
    expect(error).toHaveProperty("retryAfterMs");
    expect((error as SpillwayError).retryAfterMs).toBeGreaterThan(500);
  });

  it("a caller waits for a probe that is out, whose answer may come any moment", async () => {
    const { home, clock } = world({ breaker: QUICK, window: WIDE });
    await end(home, "capacity");
    await clock.advance(1000);
    const probe = await ask(home);
    const waiting = ask(home, 5000);
    expect(await settled(waiting)).toBe(false);
    await clock.advance(1500);
    probe.end("success");
    expect((await waiting).waitedMs).toBe(1500);
  });

  it("with whenOpen fail nobody waits, not for a probe that is out either", async () => {
    const { home, clock } = world({ breaker: { ...QUICK, whenOpen: "fail" }, window: WIDE });
    const blocked = await ask(home);
    await end(home, "capacity");
    expect(await refused(ask(home, Number.POSITIVE_INFINITY))).toBe("CIRCUIT_OPEN");
    await clock.advance(1000);
    const probe = await ask(home);
    expect(await refused(ask(home))).toBe("CIRCUIT_OPEN");
    probe.end("success");
    await ask(home);
    blocked.end("config");
  });

  it("a free probe's place goes to whoever waits, also in another lane", async () => {
    const { home, lane, clock } = world({ breaker: QUICK, window: WIDE });
    const other = lane("other");
    await end(home, "capacity");
    const granted: LanePermit[] = [];
    for (const each of [home, other]) void ask(each).then((permit) => granted.push(permit));
    await clock.advance(1000);
    expect(granted).toHaveLength(1);
    granted[0]?.end("config");
    await clock.advance(0);
    expect(granted).toHaveLength(2);
  });

  it("never more probes than allowed are out, however many lanes wait for one", async () => {
    const { home, lane, clock } = world({ breaker: { ...QUICK, probes: 2 }, window: WIDE });
    const lanes = [home, lane("b"), lane("c")];
    await end(home, "capacity");
    const granted: LanePermit[] = [];
    for (const each of [...lanes, ...lanes]) void ask(each).then((permit) => granted.push(permit));
    await clock.advance(1000);
    expect(granted).toHaveLength(2);
    for (const permit of granted.splice(0)) permit.end("config");
    await clock.advance(0);
    expect(granted).toHaveLength(2);
    granted.pop()?.end("capacity");
    await clock.advance(0);
    expect(lanes.reduce((sum, each) => sum + each.snapshot().inFlight, 0)).toBe(1);
    await clock.advance(2000);
    expect(granted).toHaveLength(3);
  });
});

describe("an observing lane", () => {
  it("holds nobody back, trips once, and sees the recovery", async () => {
    const { home, clock, events } = world({ breaker: QUICK, observe: true });
    for (let i = 0; i < 4; i++) await end(home, "capacity");
    await clock.advance(1000);
    await end(home, "success");
    const changes = events.filter(([name]) => name === "breaker").map(([, event]) => event);
    expect(changes).toMatchObject([{ to: "open" }, { to: "halfOpen" }, { to: "closed" }]);
  });
});

describe("a model that is being loaded", () => {
  it("is asked by one at a time, and is there for all with the beginning of an answer", async () => {
    const { clock, home } = world();
    await end(home, "model_loading");
    const waiting = [ask(home), ask(home), ask(home)];
    await clock.advance(2600);
    expect([home.snapshot().inFlight, home.snapshot().queued]).toEqual([1, 2]);
    (await waiting[0])?.answered();
    expect([home.snapshot().inFlight, home.snapshot().queued]).toEqual([3, 0]);
  });
});
