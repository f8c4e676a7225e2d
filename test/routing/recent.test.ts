import { describe, expect, it } from "vitest";
import type { OutcomeClass } from "../../src/outcome/outcome.js";
import { Recent } from "../../src/routing/recent.js";

/** A lane's memory, fed with attempts of 50 ms. */
function memory(chance = 1) {
  const recent = new Recent(() => chance);
  const attempt = (outcome: OutcomeClass, sentAt: number, retryAfterMs = 0): void => {
    recent.sent(sentAt);
    recent.ended({ outcome, sentAt, now: sentAt + 50, retryAfterMs });
  };
  return { recent, attempt };
}

describe("throttled right now", () => {
  it("begins with one refusal for want of capacity, and lasts longer with every further one", () => {
    const { recent, attempt } = memory();
    attempt("capacity", 0);
    expect(recent.detourMs(50)).toBe(1000);
    attempt("capacity", 1100);
    expect(recent.detourMs(1150)).toBe(2000);
    attempt("connection", 3200);
    expect(recent.detourMs(3250)).toBe(4000);
    attempt("capacity", 8000);
    expect(recent.detourMs(8050)).toBe(4000);
  });

  it.each(["throttle.unknown", "quota.requests", "quota.tokens", "server", "timeout"] as const)(
    "needs two of what happens in health too: %s",
    (outcome) => {
      const { recent, attempt } = memory();
      attempt(outcome, 0);
      expect(recent.detourMs(50)).toBe(0);
      attempt(outcome, 100);
      expect(recent.detourMs(150)).toBe(1000);
    },
  );

  it.each(["config", "client_abort", "unusable", "model_loading", "clock_skew", "unknown"] as const)(
    "has nothing to do with %s",
    (outcome) => {
      const { recent, attempt } = memory();
      for (let at = 0; at < 500; at += 100) attempt(outcome, at);
      expect(recent.detourMs(550)).toBe(0);
    },
  );

  it("counts refusals of one moment once", () => {
    const { recent } = memory();
    for (const at of [0, 1, 2, 3]) recent.sent(at);
    for (const sentAt of [0, 1, 2, 3]) {
      recent.ended({ outcome: "capacity", sentAt, now: 50 + sentAt, retryAfterMs: 0 });
    }
    expect(recent.detourMs(53)).toBe(1000);
  });

  it("is over with an answer to what was sent later, and not with an older one", () => {
    const { recent, attempt } = memory();
    attempt("capacity", 0);
    recent.ended({ outcome: "success", sentAt: -1000, now: 60, retryAfterMs: 0 });
    expect(recent.detourMs(60)).toBe(990);
    recent.ended({ outcome: "success", sentAt: 100, now: 200, retryAfterMs: 0 });
    expect(recent.detourMs(200)).toBe(0);
  });

  it("lets one look again at a time", () => {
    const { recent, attempt } = memory();
    attempt("capacity", 0);
    expect(recent.detourMs(1050)).toBe(0);
    recent.sent(1060);
    expect(recent.detourMs(1060)).toBe(1000);
  });

  it("lasts as long as the service asks for", () => {
    const { recent, attempt } = memory();
    attempt("capacity", 0, 7000);
    expect(recent.detourMs(50)).toBe(7000);
  });
});

describe("a model that is being loaded", () => {
  it("is asked by one attempt after each pause", () => {
    const { recent, attempt } = memory();
    attempt("model_loading", 0);
    expect([recent.loading, recent.loadingDue(50)]).toEqual([true, 2500]);
    recent.sent(2600);
    expect(recent.loadingDue(2600)).toBe(2500);
    recent.ended({ outcome: "model_loading", sentAt: 2600, now: 2650, retryAfterMs: 0 });
    expect(recent.loadingDue(2650)).toBe(5000);
    attempt("model_loading", 8000);
    attempt("model_loading", 19_000);
    expect(recent.loadingDue(19_050)).toBe(10_000);
  });

  it("is not slower to come for what was sent before that was known", () => {
    const { recent } = memory();
    for (const sentAt of [0, 10, 20]) recent.sent(sentAt);
    for (const sentAt of [0, 10, 20]) {
      recent.ended({ outcome: "model_loading", sentAt, now: 50 + sentAt, retryAfterMs: 0 });
    }
    expect(recent.loadingDue(70)).toBe(2480);
  });

  it("is there with the first answer", () => {
    const { recent, attempt } = memory();
    attempt("model_loading", 0);
    attempt("success", 2600);
    expect([recent.loading, recent.loadingDue(2650)]).toEqual([false, 0]);
  });
});

it("an id that can't be called is not tried for ten minutes, or until it is answered all the same", () => {
  const { recent, attempt } = memory();
  attempt("unusable", 0);
  expect([recent.unusable(50), recent.unusable(600_049), recent.unusable(600_050)]).toEqual([
    true,
    true,
    false,
  ]);
  attempt("unusable", 700_000);
  attempt("success", 700_100);
  expect(recent.unusable(700_200)).toBe(false);
});
