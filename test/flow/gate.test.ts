import { describe, expect, it } from "vitest";
import { bench, refused, settled } from "./help.js";

describe("a shut gate", () => {
  it("holds callers back until it opens by itself", async () => {
    const { ask, door, clock } = bench();
    door.shutUntil = 800;
    const waiting = ask();
    await clock.advance(799);
    expect(await settled(waiting)).toBe(false);
    await clock.advance(1);
    expect((await waiting).waitedMs).toBe(800);
    expect(clock.pending).toBe(0);
  });

  it("refuses at once who has less time than it stays shut, and nobody else", async () => {
    const { ask, door, clock } = bench();
    door.shutUntil = 800;
    expect(await refused(ask({ timeoutMs: 799 }))).toBe("CIRCUIT_OPEN");
    const waiting = refused(ask({ timeoutMs: 900 }));
    await clock.advance(800);
    expect(await waiting).toBeUndefined();
  });

  it("refuses everyone while it is not foreseeable when it opens", async () => {
    const { ask, door } = bench();
    door.shutUntil = Number.POSITIVE_INFINITY;
    expect(await refused(ask())).toBe("CIRCUIT_OPEN");
  });

  it("that shuts later refuses those in line whose time is too short, and keeps the others", async () => {
    const { ask, door, limiter, clock } = bench({ window: { initial: 1, max: 1 } });
    const first = await ask();
    const [short, long] = [refused(ask({ timeoutMs: 500 })), refused(ask({ timeoutMs: 5000 }))];
    await clock.advance(100);
    door.shutUntil = 1000;
    limiter.gateChanged();
    expect(await short).toBe("CIRCUIT_OPEN");
    first.end("succeeded");
    expect(limiter.queued).toBe(1);
    await clock.advance(900);
    expect(await long).toBeUndefined();
  });

  it("may refuse and grant while it is being asked, and nobody is lost or served twice", async () => {
    const { ask, door, limiter, clock } = bench({ window: { initial: 5 } });
    door.shutUntil = 1000;
    const results = [100, 200, 5000].map((extra) => ask({ timeoutMs: 1000 + extra }));
    const codes = results.map(refused);
    await clock.advance(999);
    let asked = false;
    door.onAsk = () => {
      if (asked) return;
      asked = true;
      door.shutUntil = 2500;
      limiter.gateChanged();
      limiter.pump();
    };
    await clock.advance(1);
    expect(await Promise.all(codes.slice(0, 2))).toEqual(["CIRCUIT_OPEN", "CIRCUIT_OPEN"]);
    expect([limiter.queued, limiter.inFlight, door.entered]).toEqual([1, 0, 0]);
    await clock.advance(1500);
    expect(await codes[2]).toBeUndefined();
    expect([limiter.queued, limiter.inFlight, door.entered, clock.pending]).toEqual([0, 1, 1, 0]);
  });

  it("that refuses the first while it is asked wakes the next in the next one's own time", async () => {
    const { ask, door, limiter, clock } = bench({ window: { initial: 5 }, quota: { tokensPerMinute: 600 } });
    (await ask({ tokens: 1 })).end("ignored");
    const large = refused(ask({ tokens: 600, timeoutMs: 40_000 }));
    const small = ask({ tokens: 10 });
    await clock.advance(10);
    let asked = false;
    door.onAsk = () => {
      if (asked) return;
      asked = true;
      door.shutUntil = 1000 * 60;
      limiter.gateChanged();
      door.shutUntil = 0;
    };
    limiter.pump();
    expect(await large).toBe("CIRCUIT_OPEN");
    await clock.advance(2000);
    expect(await settled(small)).toBe(true);
  });
});

describe("quotas", () => {
  it("pace callers without a slot being held for them", async () => {
    const { ask, limiter, clock } = bench({ quota: { requestsPerMinute: 60 } });
    await ask();
    const waiting = ask();
    expect([limiter.inFlight, limiter.queued]).toEqual([1, 1]);
    await clock.advance(1001);
    await waiting;
    expect(clock.pending).toBe(0);
  });

  it("refuse at once what can never fit, by name", async () => {
    const minute = bench({ quota: { tokensPerMinute: 100 } });
    await expect(minute.ask({ tokens: 101 })).rejects.toThrow(/101 tokens.*quota\.tokensPerMinute/);
    const day = bench({ quota: { tokensPerDay: 100 } });
    await expect(day.ask({ tokens: 101 })).rejects.toMatchObject({ code: "QUOTA_EXHAUSTED" });
    await expect(day.ask({ tokens: 101 })).rejects.toThrow(/quota\.tokensPerDay/);
  });

  it("refuse at once who would wait for another day, and say when", async () => {
    const { ask, clock } = bench({ quota: { tokensPerDay: 100 } });
    (await ask({ tokens: 80 })).end("succeeded");
    await expect(ask({ tokens: 30, timeoutMs: 60_000 })).rejects.toMatchObject({
      code: "QUOTA_EXHAUSTED",
      retryAfterMs: 25 * 3_600_000,
    });
    expect(await ask({ tokens: 20 })).toBeDefined();
    const patient = ask({ tokens: 30 });
    await clock.advance(25 * 3_600_000);
    expect(await settled(patient)).toBe(true);
  });

  it("get back what was not used, so that the next may go", async () => {
    const { ask, limiter } = bench({ quota: { tokensPerMinute: 100 }, window: { initial: 9 } });
    const first = await ask({ tokens: 100 });
    const waiting = ask({ tokens: 60 });
    expect(limiter.queued).toBe(1);
    first.end("succeeded", 40);
    await waiting;
  });
});

describe("an observing limiter", () => {
  it("counts and measures, and holds nobody back", async () => {
    const { ask, limiter, door, steps, clock } = bench({
      observe: true,
      queueLimit: 0,
      window: { initial: 1 },
      quota: { requestsPerMinute: 1 },
    });
    door.shutUntil = Number.POSITIVE_INFINITY;
    const permits = await Promise.all([ask(), ask(), ask({ timeoutMs: 0 })]);
    expect(limiter.inFlight).toBe(3);
    for (const permit of permits) permit.end("throttled");
    expect([limiter.inFlight, clock.pending, steps.length]).toEqual([0, 0, 1]);
    expect(await refused(ask({ signal: AbortSignal.abort() }))).toBe("AbortError");
  });
});
