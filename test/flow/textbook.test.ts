import { describe, expect, it } from "vitest";
import type { WindowSample, WindowSettings } from "../../src/flow/law.js";
import { type TextbookState, textbook } from "../../src/flow/textbook.js";
import { WINDOW } from "./help.js";

const half = (): number => 0.5;

function step(
  state: Partial<TextbookState>,
  sample: Partial<WindowSample>,
  options?: Partial<WindowSettings>,
) {
  const full = { ...WINDOW, ...options };
  return textbook.step(
    { ...textbook.initial(full), ...state },
    { kind: "served", sentAt: 9000, now: 10_000, level: 6, inFlight: 5, denied: true, ...sample },
    full,
    half,
  );
}

const steady = { slowStart: false, roundTripMs: 1000, window: 10 };
const cut = { ...steady, cutAt: 9500, afterCut: 10, servedSince: false };

describe("a step of the textbook law", () => {
  it.each([
    ["nobody was denied", steady, { denied: false }, 10, "no waiter was denied"],
    ["it has never been refused", { window: 10 }, {}, 11, "slow start"],
    ["no ceiling is known", steady, {}, 10.1, "additive increase"],
    ["the ceiling is far above", { ...steady, ceiling: 12 }, {}, 10.1, "additive increase"],
    ["the ceiling is far below", { ...steady, ceiling: 8 }, {}, 10.1, "additive increase"],
    [
      "it is one slot under the ceiling",
      { ...steady, ceiling: 11 },
      {},
      10.005,
      "probe near the last ceiling",
    ],
    ["it is one slot over the ceiling", { ...steady, ceiling: 9 }, {}, 10.005, "probe near the last ceiling"],
    ["it is below one slot", { ...steady, window: 0.5 }, {}, 1.5, "additive increase"],
    ["it is at its maximum", { ...steady, window: 100 }, {}, 100, "additive increase"],
  ] as const)("a served attempt while %s", (_, state, sample, window, reason) => {
    const stepped = step(state, sample);
    expect(stepped.state.window).toBeCloseTo(window, 10);
    expect(stepped.reason).toBe(reason);
  });

  const refusals: [string, Partial<TextbookState>, Partial<WindowSample>, number, string][] = [
    ["is cut", steady, { inFlight: 9 }, 5, "multiplicative decrease"],
    [
      "in slow start is cut from what was in flight",
      { window: 64 },
      { inFlight: 9 },
      5,
      "multiplicative decrease",
    ],
    ["of a lone attempt is cut, the first time", steady, { inFlight: 0 }, 5, "multiplicative decrease"],
    [
      "is never cut below its minimum",
      { ...steady, window: 0.12 },
      { inFlight: 0 },
      0.1,
      "multiplicative decrease",
    ],
    [
      "within a round trip goes down to what is in flight",
      cut,
      { sentAt: 9600, inFlight: 7 },
      7,
      "down to what is in flight",
    ],
    [
      "sent before the last cut too",
      { ...cut, cutAt: 9001 },
      { sentAt: 9000, inFlight: 7 },
      7,
      "down to what is in flight",
    ],
    [
      "keeps one slot while others are in flight",
      { ...cut, window: 1.5 },
      { inFlight: 1 },
      1,
      "down to what is in flight",
    ],
    ["with more in flight than slots stays", cut, { inFlight: 12 }, 10, "one cut per round trip"],
    [
      "alone, right after a cut with successes since, stays",
      { ...cut, servedSince: true },
      { inFlight: 0 },
      10,
      "one cut per round trip",
    ],
    [
      "alone, nothing served since the cut, pauses and gives back what the cut left",
      { ...cut, window: 1 },
      { inFlight: 0 },
      10,
      "nothing gets through: pause",
    ],
    [
      "alone again pauses again, whatever was served before",
      { ...cut, servedSince: true, alone: 1 },
      { inFlight: 0 },
      10,
      "nothing gets through: pause",
    ],
  ];
  it.each(refusals)("a refused attempt: the window %s", (_, state, sample, window, reason) => {
    const stepped = step(state, { kind: "throttled", ...sample });
    expect(stepped.state.window).toBeCloseTo(window, 10);
    expect(stepped.change).toBeCloseTo(window - (state.window ?? 0), 10);
    expect(stepped.reason).toBe(reason);
  });

  it("smooths the round trip over served attempts only", () => {
    const first = step({}, { sentAt: 9600 });
    expect(first.state.roundTripMs).toBe(400);
    const second = step({ ...steady, roundTripMs: 400 }, { sentAt: 9000 });
    expect(second.state.roundTripMs).toBeCloseTo(520);
    expect(step({ ...steady, roundTripMs: 400 }, { kind: "throttled" }).state.roundTripMs).toBe(400);
  });

  it("remembers a served attempt only if it was sent after the cut", () => {
    expect(step(cut, { sentAt: 9400 }).state.servedSince).toBe(false);
    expect(step(cut, { sentAt: 9600 }).state.servedSince).toBe(true);
  });

  it("takes the refused level for the ceiling, but learns none from an attempt that was alone", () => {
    expect(step(steady, { kind: "throttled", inFlight: 9 }).state.ceiling).toBe(9);
    expect(step(steady, { kind: "throttled", inFlight: 0 }).state.ceiling).toBeUndefined();
    expect(step({ ...steady, ceiling: 7 }, { kind: "unavailable", inFlight: 0 }).state.ceiling).toBe(7);
  });

  it("pauses longer with every lone refusal, up to a bound, and a success ends it", () => {
    let state: TextbookState = { ...textbook.initial(WINDOW), ...cut };
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      const sample = {
        kind: "throttled",
        sentAt: 9600,
        now: 10_000,
        level: 1,
        inFlight: 0,
        denied: true,
      } as const;
      ({ state } = textbook.step(state, sample, WINDOW, half));
      pauses.push(state.pausedUntil - 10_000);
    }
    expect(pauses).toEqual([300, 600, 1200, 2400, 4800, 6000, 6000, 6000]);
    const served = step(state, {});
    expect(served.state).toMatchObject({ alone: 0, pausedUntil: Number.NEGATIVE_INFINITY });
  });

  it("pauses no longer and longer where capacity is missing: that is the breaker's to judge", () => {
    for (const alone of [0, 1, 9]) {
      const stepped = step({ ...cut, alone }, { kind: "unavailable", inFlight: 0 });
      expect(stepped.state.pausedUntil - 10_000).toBe(150);
    }
  });

  it("changes nothing in the state that it was given", () => {
    const state = Object.freeze({ ...textbook.initial(WINDOW), ...steady });
    const sample = Object.freeze({
      kind: "throttled",
      sentAt: 1,
      level: 4,
      now: 2,
      inFlight: 3,
      denied: true,
    } as const);
    expect(() => textbook.step(state, sample, Object.freeze({ ...WINDOW }), half)).not.toThrow();
  });
});

describe("what the textbook law lets go", () => {
  const at = (state: Partial<TextbookState>, inFlight: number, now = 10_000): number | undefined =>
    textbook.due({ ...textbook.initial(WINDOW), ...state }, inFlight, now);

  it.each([
    ["a free slot", { window: 3.9 }, 2, 0],
    ["no free slot", { window: 3.9 }, 3, undefined],
    ["more in flight than a shrunk window has", { window: 3.9 }, 9, undefined],
    ["below one, nothing sent yet", { window: 0.5 }, 0, 0],
    ["below one, paced by round trip / window", { window: 0.5, roundTripMs: 400, sentAt: 9900 }, 0, 700],
    ["below one, round trip unknown", { window: 0.5, sentAt: 9900 }, 0, 1900],
    ["below one, one in flight", { window: 0.5, roundTripMs: 400, sentAt: 0 }, 1, undefined],
    ["below one, long after", { window: 0.5, roundTripMs: 400, sentAt: 0 }, 0, 0],
    ["a pause", { window: 9, alone: 1, pausedUntil: 10_250 }, 0, 250],
    ["after lone refusals, one at a time", { window: 9, alone: 1, pausedUntil: 0 }, 1, undefined],
    ["after lone refusals, the next lone one", { window: 9, alone: 1, pausedUntil: 0 }, 0, 0],
  ] as const)("%s", (_, state, inFlight, due) => {
    expect(at(state, inFlight)).toBe(due);
  });

  it("counts from the attempt that was sent last", () => {
    const sent = textbook.sent({ ...textbook.initial(WINDOW), window: 0.1, roundTripMs: 100 }, 5000, half);
    expect(textbook.due(sent, 0, 5000)).toBeCloseTo(1000);
  });
});
