import { describe, expect, it } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import { ANYONE } from "../../src/flow/permit.js";
import { bench, refused, settled } from "./help.js";

const FULL = { window: { initial: 1, max: 1 } };

describe("acquire", () => {
  it("gives a permit at once while there is a free slot, and makes no timer", async () => {
    const { ask, limiter, clock } = bench();
    const permit = await ask();
    expect(permit).toMatchObject({ entry: 1, waitedMs: 0 });
    expect([limiter.inFlight, limiter.queued, clock.pending]).toEqual([1, 0, 0]);
  });

  it("waits for a slot, in the order of tickets, and says how long it took", async () => {
    const { ask, limiter, clock } = bench(FULL);
    const first = await ask({ ticket: 5 });
    const order: number[] = [];
    const [late, old] = [ask({ ticket: 9 }), ask({ ticket: 2 })];
    for (const [ticket, each] of [
      [9, late],
      [2, old],
    ] as const)
      each.then(() => order.push(ticket));
    expect(limiter.queued).toBe(2);
    await clock.advance(300);
    first.end("succeeded");
    const second = await old;
    expect(second.waitedMs).toBe(300);
    expect(await settled(late)).toBe(false);
    second.end("succeeded");
    await late;
    expect(order).toEqual([2, 9]);
  });

  it("hands a freed slot on in the same tick, so that a newcomer never overtakes", async () => {
    const { ask, limiter } = bench(FULL);
    const first = await ask();
    const waiting = ask();
    first.end("succeeded");
    const newcomer = ask();
    expect(limiter.inFlight).toBe(1);
    const second = await waiting;
    expect(await settled(newcomer)).toBe(false);
    second.end("succeeded");
    await newcomer;
  });

  it("refuses with QUEUE_FULL beyond the limit, and with 0 lets nobody wait", async () => {
    const { ask } = bench({ ...FULL, queueLimit: 1 });
    await ask();
    const waiting = ask();
    expect(await refused(ask())).toBe("QUEUE_FULL");
    expect(await settled(waiting)).toBe(false);
    const none = bench({ ...FULL, queueLimit: 0 });
    const permit = await none.ask();
    expect(await refused(none.ask())).toBe("QUEUE_FULL");
    permit.end("ignored");
    expect(await none.ask()).toMatchObject({ waitedMs: 0 });
  });

  it("refuses with QUEUE_TIMEOUT in its time, also of no time, and leaves no timer", async () => {
    const { ask, limiter, clock } = bench(FULL);
    await ask();
    const [soon, later] = [refused(ask({ timeoutMs: 0 })), refused(ask({ timeoutMs: 500 }))];
    await clock.advance(0);
    expect(await soon).toBe("QUEUE_TIMEOUT");
    await clock.advance(499);
    expect(limiter.queued).toBe(1);
    await clock.advance(1);
    expect(await later).toBe("QUEUE_TIMEOUT");
    expect([limiter.queued, clock.pending]).toEqual([0, 0]);
  });

  it("ends with an AbortError when its signal fires, before or in the line", async () => {
    const { ask, limiter, clock } = bench(FULL);
    expect(await refused(ask({ signal: AbortSignal.abort() }))).toBe("AbortError");
    expect(limiter.inFlight).toBe(0);
    await ask();
    const controller = new AbortController();
    const waiting = refused(ask({ signal: controller.signal }));
    controller.abort();
    expect(await waiting).toBe("AbortError");
    expect([limiter.queued, clock.pending]).toEqual([0, 0]);
  });

  it("keeps the permit when the signal fires after it was granted", async () => {
    const { ask, limiter } = bench(FULL);
    const first = await ask();
    const controller = new AbortController();
    const waiting = ask({ signal: controller.signal });
    first.end("succeeded");
    controller.abort();
    (await waiting).end("ignored");
    expect(limiter.inFlight).toBe(0);
  });
});

describe("admit", () => {
  it("gives a permit where nobody has to wait for one, and nothing else", async () => {
    const { limiter, ask } = bench(FULL);
    const request = { ticket: 1, tokens: () => 0, timeoutMs: 1000, signal: undefined, caller: ANYONE };
    expect(limiter.admit({ ...request, signal: AbortSignal.abort() })).toBeUndefined();
    const permit = limiter.admit(request);
    expect(permit).toMatchObject({ entry: 1, waitedMs: 0 });
    expect(limiter.admit(request)).toBeUndefined();
    const waiting = ask();
    expect(limiter.queued).toBe(1);
    permit?.end("ignored");
    expect(limiter.admit(request)).toBeUndefined();
    (await waiting).end("ignored");
    expect(limiter.admit(request)).toBeDefined();
  });
});

describe("a permit", () => {
  it("ends once", async () => {
    const { ask, limiter, steps } = bench({ window: { initial: 4 } });
    const [one] = [await ask(), await ask()];
    one.end("throttled");
    one.end("throttled");
    one.end("succeeded");
    expect(limiter.inFlight).toBe(1);
    expect(steps).toHaveLength(1);
  });

  it.each([
    ["succeeded", 4],
    ["throttled", 1],
    ["unavailable", 1],
    ["ignored", 4],
  ] as const)("that ended %s leaves a window of %d, nobody waiting", async (ending, window) => {
    const { ask, limiter } = bench({ window: { initial: 4 } });
    const [one] = [await ask(), await ask()];
    one.end(ending);
    expect(limiter.window.window).toBe(window);
  });

  it("teaches growth only while the window itself holds callers back", async () => {
    const held = bench({ window: { initial: 1 } });
    const first = await held.ask();
    const waiting = held.ask();
    first.end("succeeded");
    expect(held.limiter.window.window).toBe(2);
    await waiting;

    const shut = bench({ window: { initial: 3 } });
    const running = await shut.ask();
    shut.door.shutUntil = 1000;
    const behind = shut.ask();
    running.end("succeeded");
    expect(shut.limiter.window.window).toBe(3);
    await shut.clock.advance(1000);
    await behind;

    const paced = bench({ window: { initial: 3 }, quota: { requestsPerMinute: 60 } });
    const sent = await paced.ask();
    const next = paced.ask();
    sent.end("succeeded");
    expect(paced.limiter.window.window).toBe(3);
    await paced.clock.advance(1001);
    await next;
  });
});

describe("a window that has shrunk", () => {
  it("takes no permit back, and lets nobody through before enough have ended", async () => {
    const { ask, limiter } = bench({ window: { initial: 4 } });
    const [a, b, c, d] = [await ask(), await ask(), await ask(), await ask()];
    const waiting = ask();
    a.end("throttled");
    expect(limiter.window.window).toBe(2);
    expect(limiter.inFlight).toBe(3);
    b.end("ignored");
    expect(await settled(waiting)).toBe(false);
    c.end("ignored");
    await waiting;
    d.end("ignored");
  });

  it("to less than one lets one go every round trip / window, by a timer that nobody's leaving clears", async () => {
    const { ask, clock } = bench({ window: { initial: 1, min: 0.25, decreaseFactor: 0.25 } });
    (await ask()).end("throttled");
    const waiting = ask();
    await clock.advance(3999);
    expect(await settled(waiting)).toBe(false);
    await clock.advance(1);
    (await waiting).end("ignored");
    expect(clock.pending).toBe(0);
    const controller = new AbortController();
    const leaver = refused(ask({ signal: controller.signal }));
    expect(clock.pending).toBe(2);
    controller.abort();
    await leaver;
    expect(clock.pending).toBe(0);
  });
});

describe("refuseAll", () => {
  it("refuses everyone and lets none of them through, whoever stands first", async () => {
    const { ask, limiter, clock } = bench({ quota: { tokensPerMinute: 100 }, window: { initial: 5 } });
    await ask({ tokens: 50 });
    const waiting = [ask({ tokens: 100 }), ask({ tokens: 0 }), ask({ tokens: 0 })].map(refused);
    const reason = new SpillwayError("CLOSED", "closed");
    limiter.refuseAll(reason);
    expect(await Promise.all(waiting)).toEqual(["CLOSED", "CLOSED", "CLOSED"]);
    expect([limiter.inFlight, limiter.queued, clock.pending]).toEqual([1, 0, 0]);
  });
});
