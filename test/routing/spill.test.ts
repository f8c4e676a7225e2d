import { describe, expect, it } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import type { OutcomeClass } from "../../src/outcome/outcome.js";
import { refused } from "../flow/help.js";
import { AWAY, byRegion, HOME, MODEL, world } from "./help.js";

const TWO = [HOME, AWAY];

/** Home comes to this, away answers. */
const atHome =
  (outcome: OutcomeClass) =>
  (region: string): OutcomeClass =>
    region === HOME ? outcome : "success";

describe("a call with two places", () => {
  it("is served at home while home serves", async () => {
    const { clock, send, events } = world({ places: TWO });
    const { attempt, went } = byRegion(clock, () => "success");
    for (let i = 0; i < 5; i++) await clock.run(send(attempt));
    expect(new Set(went)).toEqual(new Set([HOME]));
    expect(events.filter(([name]) => name === "spill")).toEqual([]);
  });

  it.each([
    "capacity",
    "quota.requests",
    "quota.tokens",
    "throttle.unknown",
    "server",
    "connection",
  ] as const)("goes on elsewhere at once after %s", async (outcome) => {
    const { clock, send, events } = world({ places: TWO });
    const { attempt, went } = byRegion(clock, atHome(outcome));
    const result = await clock.run(send(attempt));
    expect(result).toMatchObject({ ok: true, value: AWAY, attempts: 2, delayMs: 0 });
    expect([went, clock.now()]).toEqual([[HOME, AWAY], 200]);
    expect(events.filter(([name]) => name === "spill").map(([, event]) => event)).toMatchObject([
      { from: { region: HOME }, to: { region: AWAY }, attempt: 2, reason: "failed there" },
    ]);
  });

  it.each(["quota.tokens_per_day", "unusable"] as const)(
    "never comes back to where it heard %s",
    async (outcome) => {
      const { clock, send } = world({ places: TWO });
      const { attempt, went } = byRegion(clock, (region, number) =>
        region === HOME ? outcome : number < 4 ? "throttle.unknown" : "success",
      );
      expect(await clock.run(send(attempt))).toMatchObject({ ok: true, attempts: 4 });
      expect(went).toEqual([HOME, AWAY, AWAY, AWAY]);
    },
  );

  it.each(["denied", "config", "timeout", "unknown", "client_abort"] as const)(
    "ends with %s",
    async (outcome) => {
      const { clock, send } = world({ places: TWO });
      const { attempt, went } = byRegion(clock, () => outcome);
      expect(await clock.run(send(attempt))).toMatchObject({ ok: false, outcome });
      expect(went).toEqual([HOME]);
    },
  );

  it.each(["model_loading", "clock_skew"] as const)("stays where it is with %s", async (outcome) => {
    const { clock, send } = world({ places: TWO });
    const { attempt, went } = byRegion(clock, (_, number) => (number === 1 ? outcome : "success"));
    expect(await clock.run(send(attempt))).toMatchObject({ ok: true, attempts: 2 });
    expect(went).toEqual([HOME, HOME]);
  });

  it("tells what was said at home, where another place does not know the id", async () => {
    const { clock, send } = world({ places: TWO });
    const { attempt, went } = byRegion(clock, (region) => (region === HOME ? "capacity" : "unusable"));
    const result = await clock.run(send(attempt, { retry: { maxAttempts: 3, baseMs: 0, capMs: 0 } }));
    expect(result).toMatchObject({ ok: false, outcome: "capacity", attempts: 3 });
    expect(went).toEqual([HOME, AWAY, HOME]);
  });

  it.each(["denied", "config"] as const)(
    "goes on where it can when another place answers %s, and tells what home said",
    async (outcome) => {
      const { clock, send } = world({ places: TWO });
      const { attempt, went } = byRegion(clock, (region, number) =>
        region === AWAY ? outcome : number === 3 ? "success" : "throttle.unknown",
      );
      expect(await clock.run(send(attempt))).toMatchObject({ ok: true, attempts: 3 });
      expect(went).toEqual([HOME, AWAY, HOME]);
      const refused = byRegion(clock, (region) => (region === AWAY ? outcome : "throttle.unknown"));
      expect(await clock.run(send(refused.attempt))).toMatchObject({ outcome: "throttle.unknown" });
      // Who may call a model there does not change with the call; whether its request is valid may.
      expect(refused.went.includes(AWAY)).toBe(outcome === "config");
    },
  );

  it("does not go again, in another call, to where the id was not known", async () => {
    const { clock, send } = world({ places: TWO });
    const { attempt, went } = byRegion(clock, (region, number) =>
      region === AWAY ? "unusable" : number === 1 ? "throttle.unknown" : "success",
    );
    await clock.run(send(attempt));
    await clock.run(send(attempt));
    expect(went).toEqual([HOME, AWAY, HOME, HOME, HOME]);
  });

  it("keeps one budget over all places", async () => {
    const { clock, send, idle } = world({ places: [HOME, AWAY, "eu-west-1"] });
    const { attempt, went } = byRegion(clock, () => "throttle.unknown");
    expect(await clock.run(send(attempt))).toMatchObject({ ok: false, attempts: 5 });
    expect(went.slice(0, 3)).toEqual([HOME, AWAY, "eu-west-1"]);
    expect([went.length, idle()]).toEqual([5, true]);
  });
});

describe("calls, one after the other", () => {
  it("leave out a home that lacks capacity, look again now and then, and come home", async () => {
    const { clock, send } = world({ places: TWO });
    const { attempt, went } = byRegion(clock, (region) =>
      region === HOME && clock.now() < 10_000 ? "capacity" : "success",
    );
    while (clock.now() < 20_000) await clock.run(send(attempt));
    const wasted = went.filter((region, index) => region === HOME && went[index + 1] === AWAY).length;
    expect(wasted).toBeLessThan(8);
    expect(went.slice(-20)).toEqual(Array.from({ length: 20 }, () => HOME));
  });

  it("go elsewhere without a first attempt at home, while home's breaker is open", async () => {
    const { clock, send, health, events } = world({ places: TWO });
    health.forceOpen(0);
    const { attempt, went } = byRegion(clock, () => "success");
    expect(await clock.run(send(attempt))).toMatchObject({ value: AWAY, attempts: 1 });
    expect(went).toEqual([AWAY]);
    expect(events.find(([name]) => name === "spill")?.[1]).toMatchObject({
      reason: "breaker open",
      attempt: 1,
    });
  });
});

describe("when no place can serve soon", () => {
  const narrow = { places: TWO, window: { law: "textbook", initial: 1, min: 1, max: 1 } } as const;

  it("a call is served wherever there is room first, and leaves the other line", async () => {
    const { clock, send, home, routes, idle } = world(narrow);
    const slow = byRegion(clock, () => "success", 5000);
    const quick = byRegion(clock, () => "success", 1000);
    const blocking = [send(slow.attempt), send(quick.attempt)];
    await clock.advance(0);
    expect([slow.went, quick.went]).toEqual([[HOME], [AWAY]]);
    const third = byRegion(clock, () => "success");
    const waiting = send(third.attempt);
    await clock.advance(0);
    expect([home.snapshot().queued, routes[1]?.lane.snapshot().queued]).toEqual([1, 1]);
    expect(await clock.run(waiting)).toMatchObject({ value: AWAY });
    expect([clock.now(), home.snapshot().queued]).toEqual([1100, 0]);
    await clock.run(Promise.all(blocking));
    expect([idle(), clock.pending]).toEqual([true, 0]);
  });

  it("two permits of one moment are not both taken", async () => {
    const { clock, send, idle } = world(narrow);
    const same = byRegion(clock, () => "success", 1000);
    const blocking = [send(same.attempt), send(same.attempt)];
    await clock.advance(0);
    const third = byRegion(clock, () => "success");
    const waiting = send(third.attempt);
    await clock.run(Promise.all([...blocking, waiting]));
    expect([third.went.length, idle(), clock.pending]).toEqual([1, true, 0]);
  });

  it.each<[string, (under: ReturnType<typeof world>) => void]>([
    ["is held open", ({ health, clock }) => health.forceOpen(clock.now())],
    [
      "trips, though a probe could serve it",
      ({ health, clock }) => {
        for (let i = 0; i < 5; i++) health.leave(health.enter(MODEL, clock.now()), "down", clock.now());
      },
    ],
  ])("a call that waits at home joins the other lines when home's breaker %s", async (_, shut) => {
    const under = world(narrow);
    const { clock, send, home } = under;
    const slow = byRegion(clock, () => "success", 5000);
    void send(slow.attempt);
    await clock.advance(0);
    const waiting = byRegion(clock, () => "success");
    // It would rather wait a minute at home than go elsewhere.
    const sending = send(waiting.attempt, { afterMs: 60_000 });
    await clock.advance(100);
    expect(home.snapshot().queued).toBe(1);
    shut(under);
    expect(home.shut).toBe(true);
    await clock.run(sending);
    expect([waiting.went, clock.now()]).toEqual([[AWAY], 200]);
  });

  it("an abort takes it out of all lines at once", async () => {
    const { clock, send, home, routes } = world(narrow);
    const slow = byRegion(clock, () => "success", 5000);
    void send(slow.attempt);
    void send(slow.attempt);
    await clock.advance(0);
    const controller = new AbortController();
    const waiting = refused(send(slow.attempt, { signal: controller.signal }));
    await clock.advance(10);
    controller.abort();
    expect(await waiting).toBe("AbortError");
    expect([home.snapshot().queued, routes[1]?.lane.snapshot().queued]).toEqual([0, 0]);
  });

  it("closing ends it, also while it waits to join", async () => {
    const { clock, send, close } = world(narrow);
    const slow = byRegion(clock, () => "success", 5000);
    void send(slow.attempt).catch(() => undefined);
    void send(slow.attempt).catch(() => undefined);
    await clock.advance(0);
    const waiting = refused(send(slow.attempt));
    await clock.advance(10);
    close(new SpillwayError("CLOSED", "closed"));
    expect(await waiting).toBe("CLOSED");
  });

  it("it is refused when its time is up, once", async () => {
    const { clock, send, events } = world(narrow);
    const slow = byRegion(clock, () => "success", 5000);
    void send(slow.attempt);
    void send(slow.attempt);
    await clock.advance(0);
    expect(await clock.run(refused(send(slow.attempt, { queueMs: 700 })))).toBe("QUEUE_TIMEOUT");
    expect(clock.now()).toBe(700);
    expect(events.filter(([name]) => name === "refused")).toHaveLength(1);
  });

  it("the best of bad ones still gets probes: nobody is refused for good", async () => {
    const { clock, send } = world({ places: TWO, breaker: { failures: 1, openMs: 1000, maxOpenMs: 1000 } });
    const { attempt } = byRegion(clock, () => (clock.now() < 8000 ? "capacity" : "success"));
    const sent = Array.from({ length: 40 }, () =>
      send(attempt, { retry: { maxAttempts: 20, baseMs: 1000, capMs: 30_000 } }),
    );
    const results = await clock.run(Promise.all(sent));
    expect(results.filter(({ ok }) => ok)).toHaveLength(40);
  });
});

describe("the bucket that pays for repetitions", () => {
  it("ends calls with their own error once it is drained, and says so", async () => {
    const { clock, send, events } = world({
      breaker: { failures: 1000, serverErrorShare: 1, shareOf: 1000 },
    });
    const { attempt, went } = byRegion(clock, () => "server", 1);
    const calls = 200;
    for (let i = 0; i < calls; i++) await clock.run(send(attempt));
    const extra = went.length - calls;
    expect(extra).toBeLessThanOrEqual(100 + 0.2 * calls);
    expect(extra).toBeGreaterThan(100 + 0.2 * calls - 5);
    expect(events.filter(([name]) => name === "unrepeated").length).toBeGreaterThan(50);
  });

  it("does not count what a throttle repeats: that holds itself back", async () => {
    const { clock, send, events } = world();
    const { attempt } = byRegion(clock, (_, number) => (number < 4 ? "throttle.unknown" : "success"), 1);
    for (let i = 0; i < 100; i++) expect(await clock.run(send(attempt))).toMatchObject({ ok: true });
    expect(events.filter(([name]) => name === "unrepeated")).toEqual([]);
  });
});
