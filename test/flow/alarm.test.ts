import { describe, expect, it } from "vitest";
import { MAX_TIMER_MS } from "../../src/clock.js";
import { SpillwayError } from "../../src/errors.js";
import { alarm, sleep } from "../../src/flow/alarm.js";
import { abortError } from "../../src/flow/signal.js";
import { VirtualClock } from "../../src/simulator/index.js";
import { refused, settled } from "./help.js";

/** A signal of which we can see who listens. */
function watchedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    listeners++;
    add(type, listener);
  };
  signal.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    listeners--;
    remove(type, listener);
  };
  return { controller, signal, listeners: () => listeners };
}

describe("alarm", () => {
  it.each([0, 1, 1500.5, MAX_TIMER_MS, MAX_TIMER_MS + 1, 3.7 * MAX_TIMER_MS])(
    "rings once after %d ms and leaves no timer",
    async (ms) => {
      const clock = new VirtualClock();
      const rung: number[] = [];
      alarm(clock, ms, () => rung.push(clock.now()));
      await clock.advance(ms + MAX_TIMER_MS);
      expect(rung).toEqual([ms]);
      expect(clock.pending).toBe(0);
    },
  );

  it("rings in the next tick for what is past, never at once", async () => {
    const clock = new VirtualClock();
    let rung = false;
    alarm(clock, -5, () => {
      rung = true;
    });
    expect(rung).toBe(false);
    await clock.advance(0);
    expect(rung).toBe(true);
  });

  it("of Infinity never rings, but holds", async () => {
    const clock = new VirtualClock();
    let rung = false;
    const silence = alarm(clock, Number.POSITIVE_INFINITY, () => {
      rung = true;
    });
    await clock.advance(5 * MAX_TIMER_MS);
    expect([rung, clock.pending]).toEqual([false, 1]);
    silence();
    expect(clock.pending).toBe(0);
  });

  it("is silenced, also after its first stage and after it has rung", async () => {
    const clock = new VirtualClock();
    let rung = 0;
    const silence = alarm(clock, 2 * MAX_TIMER_MS, () => rung++);
    await clock.advance(1.5 * MAX_TIMER_MS);
    silence();
    expect(clock.pending).toBe(0);
    const late = alarm(clock, 10, () => rung++);
    await clock.advance(10);
    late();
    late();
    await clock.advance(MAX_TIMER_MS);
    expect(rung).toBe(1);
  });
});

describe("sleep", () => {
  it("settles in its time and forgets its signals", async () => {
    const clock = new VirtualClock();
    const { signal, listeners } = watchedSignal();
    const sleeping = sleep(clock, 100, undefined, signal);
    await clock.advance(99);
    expect(await settled(sleeping)).toBe(false);
    expect(listeners()).toBe(1);
    await clock.advance(1);
    await sleeping;
    expect([listeners(), clock.pending]).toEqual([0, 0]);
  });

  it("ends with an AbortError as soon as any signal fires, and forgets them all", async () => {
    const clock = new VirtualClock();
    const [first, second] = [watchedSignal(), watchedSignal()];
    const sleeping = refused(sleep(clock, 100, first.signal, second.signal));
    second.controller.abort();
    expect(await sleeping).toBe("AbortError");
    expect([first.listeners(), second.listeners(), clock.pending]).toEqual([0, 0, 0]);
  });

  it("ends with the reason where that is a refusal of ours", async () => {
    const clock = new VirtualClock();
    const reason = new SpillwayError("CLOSED", "closed");
    await expect(sleep(clock, 100, AbortSignal.abort(reason))).rejects.toMatchObject({
      code: reason.code,
      message: reason.message,
    });
    expect(clock.pending).toBe(0);
  });

  it("ends at once for a signal that had fired before", async () => {
    const clock = new VirtualClock();
    expect(await refused(sleep(clock, 100, undefined, AbortSignal.abort()))).toBe("AbortError");
    expect(clock.pending).toBe(0);
  });
});

describe("abortError", () => {
  it("has the name that the SDK uses, and the reason as cause where that is an error", () => {
    const reason = new Error("tab closed");
    expect(abortError(AbortSignal.abort(reason))).toMatchObject({ name: "AbortError", cause: reason });
    expect(abortError(AbortSignal.abort("why"))).not.toHaveProperty("cause");
    expect(abortError(undefined).name).toBe("AbortError");
  });
});
