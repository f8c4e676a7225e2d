import { describe, expect, it } from "vitest";
import { Admissions, type Ended } from "../../src/flow/admissions.js";
import { LIFTED } from "../../src/flow/law.js";
import { LaneQuotas } from "../../src/flow/quotas.js";
import { seeded } from "../../src/simulator/index.js";
import { WINDOW } from "./help.js";

const UNKNOWN = { requestsPerMinute: undefined, tokensPerMinute: undefined, tokensPerDay: undefined };

function lane() {
  const quotas = new LaneQuotas(UNKNOWN, seeded(1));
  const admissions = new Admissions({ ...WINDOW, initial: 8 }, quotas, seeded(2));
  /** Sends one of so many tokens, that ends after 100 ms. */
  const send = (ended: Ended, tokens = 10, now = 0) =>
    admissions.take(() => tokens, now).end(ended, now + 100);
  return { quotas, admissions, send };
}

const SHORT_OF_TOKENS: Ended = { ending: "throttled", short: "tokens" };
const UNSAID: Ended = { ending: "throttled", short: "unsaid" };

describe("what an ending teaches", () => {
  it("is the quota of tokens where a refusal names it, and not the window", () => {
    const { quotas, admissions, send } = lane();
    expect(send(SHORT_OF_TOKENS)).toEqual({ window: undefined, quota: undefined });
    expect([quotas.countsTokens, admissions.window.window]).toEqual([true, 8]);
    for (let i = 0; i < 5; i++) send({ ending: "succeeded", tokens: 10 }, 10, 1000);
    const { window, quota } = send(SHORT_OF_TOKENS, 10, 2000);
    expect([window, admissions.window.window]).toEqual([undefined, 8]);
    expect(quota).toMatchObject({ unit: "tokens", from: Number.POSITIVE_INFINITY, to: 600 });
    expect(quotas.state(2100)).toEqual({ learntTokensPerMinute: 600 });
    expect(admissions.due(() => 10, 2100)).toBeGreaterThan(500);
  });

  it("counts nobody's tokens before they matter", () => {
    const { admissions } = lane();
    const never = (): number => {
      throw new Error("counted");
    };
    expect(admissions.due(never, 0)).toBe(0);
    admissions.take(never, 0).end({ ending: "succeeded", tokens: 5 }, 100);
  });

  it("is the window where nothing is said and slots are to blame", () => {
    const { admissions, quotas, send } = lane();
    const { window, quota } = send(UNSAID);
    expect([window?.reason, quota]).toEqual([expect.any(String), undefined]);
    expect([admissions.window.window < 8, quotas.state(0)]).toEqual([true, {}]);
  });

  it("is the quota of requests where nothing is said and a rate is to blame; the window is set free", () => {
    const { admissions, quotas, send } = lane();
    const seen = [];
    for (let second = 1; second < 12 && !quotas.requests.active; second++) {
      send({ ending: "succeeded" }, 0, second * 1000);
      seen.push(send(UNSAID, 0, second * 1000 + 500));
    }
    expect(seen.at(-1)).toMatchObject({ window: { reason: LIFTED }, quota: { unit: "requests" } });
    expect(quotas.state(0).learntRequestsPerMinute).toBeGreaterThan(20);
    expect(quotas.state(0).learntRequestsPerMinute).toBeLessThan(120);
    const before = admissions.window.window;
    send(UNSAID, 0, 60_000);
    expect([before >= 2, admissions.window.window]).toEqual([true, before]);
  });

  it("is neither quota where capacity is missing, and nothing was used", () => {
    const { quotas, send } = lane();
    expect(send({ ending: "unavailable" }).quota).toBeUndefined();
    expect(quotas.state(0)).toEqual({});
  });
});
