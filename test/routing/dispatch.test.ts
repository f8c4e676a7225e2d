import { describe, expect, it } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import { ANYONE } from "../../src/flow/permit.js";
import { LESSONS, type OutcomeClass } from "../../src/outcome/outcome.js";
import type { Attempt } from "../../src/routing/dispatch.js";
import type { LanePermit } from "../../src/routing/lane-permit.js";
import { refused } from "../flow/help.js";
import { script, world } from "./help.js";

describe("a call's journey", () => {
  it("ends with the first answer", async () => {
    const { clock, send, home } = world();
    const { attempt, numbers } = script(clock, ["success"]);
    const result = await clock.run(send(attempt));
    expect(result).toEqual({ ok: true, value: "answer 1", attempts: 1, delayMs: 0 });
    expect([numbers, home.idle, clock.pending, clock.now()]).toEqual([[1], true, 0, 100]);
  });

  it("repeats what is worth it, with growing pauses, and says so", async () => {
    const { clock, send, events } = world();
    const { attempt } = script(clock, ["throttle.unknown", "capacity", "success"]);
    const result = await clock.run(send(attempt));
    expect(result).toMatchObject({ ok: true, value: "answer 3", attempts: 3, delayMs: 500 + 1000 });
    const retries = events.filter(([name]) => name === "retry").map(([, event]) => event);
    expect(retries).toMatchObject([
      { attempt: 1, outcome: "throttle.unknown", delayMs: 500 },
      { attempt: 2, outcome: "capacity", delayMs: 1000 },
    ]);
  });

  it("asks before each attempt what to reserve: the lane may have learned meanwhile", async () => {
    const { clock, send, home } = world({ quota: { tokensPerMinute: 1e6 } });
    const { attempt } = script(clock, ["server", "success"], 100);
    await clock.run(send(attempt, { tokens: () => (clock.now() < 100 ? 10 : 30) }));
    expect(home.snapshot().quotas.tokensLastMinute).toBe(40);
  });

  it("waits at least as long as the service asked for", async () => {
    const { clock, send } = world();
    const { attempt } = script(clock, ["server", "success"], 100, 4000);
    expect(await clock.run(send(attempt))).toMatchObject({ delayMs: 4000 });
  });

  it.each(Object.entries(LESSONS).filter(([, { retry }]) => retry === "never"))(
    "never repeats after %s",
    async (outcome) => {
      const { clock, send } = world();
      const { attempt, numbers } = script(clock, [outcome as OutcomeClass]);
      await clock.run(send(attempt));
      expect(numbers).toEqual([1]);
    },
  );

  it("cures a skewed clock once, at once, whatever comes in between", async () => {
    const { clock, send } = world();
    const twice = script(clock, ["clock_skew"]);
    expect(await clock.run(send(twice.attempt))).toMatchObject({ ok: false, attempts: 2, delayMs: 0 });
    const between = script(clock, ["clock_skew", "server", "clock_skew", "success"]);
    expect(await clock.run(send(between.attempt))).toMatchObject({ outcome: "clock_skew", attempts: 3 });
  });

  it("never repeats what can't be sent twice", async () => {
    const { clock, send } = world();
    const { attempt, numbers } = script(clock, ["capacity"]);
    expect(await clock.run(send(attempt, { replayable: false }))).toMatchObject({ ok: false, attempts: 1 });
    expect(numbers).toEqual([1]);
  });

  it("ends with the last attempt's own error when the attempts are spent", async () => {
    const { clock, send } = world({ breaker: { failures: 1000 } });
    const { attempt } = script(clock, ["capacity"]);
    const result = await clock.run(send(attempt, { retry: { maxAttempts: 3, baseMs: 0, capMs: 0 } }));
    expect(result).toMatchObject({ ok: false, outcome: "capacity", attempts: 3 });
    expect(result).toHaveProperty("error.message", "capacity 3");
  });

  it("ends with the attempt's own error when we refuse to go on", async () => {
    const { clock, send, events, home } = world({
      breaker: { failures: 1, openMs: 20_000, maxOpenMs: 20_000 },
    });
    const { attempt, numbers } = script(clock, ["capacity"]);
    const result = await clock.run(send(attempt, { queueMs: 5000 }));
    expect(result).toMatchObject({ ok: false, outcome: "capacity", attempts: 1 });
    expect(numbers).toEqual([1]);
    expect(events.at(-1)).toEqual(["refused", { ...home.name, code: "CIRCUIT_OPEN" }]);
  });

  it("throws our own refusal while no attempt has been made", async () => {
    const { clock, send } = world({ window: { initial: 1, max: 1 } });
    const hang = (): Promise<never> => new Promise(() => undefined);
    void send(hang);
    await clock.advance(0);
    const { attempt } = script(clock, ["success"]);
    expect(await clock.run(refused(send(attempt, { queueMs: 3000 })))).toBe("QUEUE_TIMEOUT");
    expect(clock.now()).toBe(3000);
  });

  it("counts the time in line over all its attempts", async () => {
    const { clock, send, home } = world({ window: { initial: 1, max: 1, min: 1 } });
    const block = async (ms: number): Promise<LanePermit> => {
      const permit = await home.acquire({
        ticket: 0,
        tokens: () => 0,
        timeoutMs: 1e6,
        signal: undefined,
        caller: ANYONE,
      });
      clock.setTimeout(() => permit.end("success"), ms);
      return permit;
    };
    await block(700);
    const { attempt } = script(clock, ["server"]);
    const sending = send(attempt, { queueMs: 1000, retry: { maxAttempts: 5, baseMs: 0, capMs: 0 } });
    await clock.advance(750);
    const second = block(10_000);
    const result = await clock.run(sending);
    await second;
    expect(result).toMatchObject({ ok: false, outcome: "server", attempts: 1 });
    expect(clock.now()).toBe(800 + 300);
  });

  it.each([
    ["keeps its place in line over its attempts", "throttle.unknown", [1, 2, 1, 3]],
    [
      "goes to the end of the line in an outage, lest it spend its attempts on probes",
      "capacity",
      [1, 2, 3, 1],
    ],
  ] as const)("%s", async (_, outcome, order) => {
    const breaker = { failures: 1, openMs: 1000 };
    // The other law would wait before the next bid for its only slot, and the first call be back in line by then.
    const { clock, send } = world({ window: { law: "textbook", initial: 1, min: 1, max: 1 }, breaker });
    const sent: number[] = [];
    const { attempt } = script(clock, [outcome, "success"]);
    const calls = [1, 2, 3].map((ticket) => {
      const noted: Attempt<string> = (...args) => {
        sent.push(ticket);
        return attempt(...args);
      };
      return send(noted, { ticket, retry: { maxAttempts: 5, baseMs: 0, capMs: 0 } });
    });
    await clock.run(Promise.all(calls));
    expect(sent).toEqual(order);
  });

  it("ends at once when the instance closes during a pause, or while it waits in line", async () => {
    const { clock, send, close, home } = world();
    const { attempt } = script(clock, ["throttle.unknown"]);
    const resting = refused(send(attempt));
    await clock.advance(200);
    close(new SpillwayError("CLOSED", "closed"));
    expect(await resting).toBe("CLOSED");
    expect([clock.now(), clock.pending, home.idle]).toEqual([200, 0, true]);
    expect(await refused(send(attempt))).toBe("CLOSED");
  });

  it("gives the permit back when an attempt throws, which is a fault of ours", async () => {
    const { send, home } = world();
    const broken = (): Promise<never> => Promise.reject(new TypeError("our fault"));
    expect(await refused(send(broken))).toBe("TypeError");
    expect([home.idle, home.snapshot().counters]).toMatchObject([true, { attempts: 1, ignored: 1 }]);
  });
});
