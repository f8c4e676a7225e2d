import { describe, expect, it } from "vitest";
import { ANYONE, type PermitRequest } from "../../src/flow/permit.js";
import { firstPermit, type Line, type Waiter } from "../../src/routing/lines.js";
import { AWAY, HOME, world } from "./help.js";

const REQUEST: PermitRequest = {
  ticket: 1,
  tokens: () => 1,
  timeoutMs: 1000,
  signal: undefined,
  caller: ANYONE,
};

describe("standing in several lines", () => {
  it("gives back a second permit as if it had never been, where one grant lets another lane grant, too", async () => {
    const quota = { tokensPerMinute: 1_000_000 };
    const { clock, routes } = world({ places: [HOME, AWAY], window: { initial: 1, max: 1 }, quota });
    const [home, away] = routes;
    if (home === undefined || away === undefined) throw new Error("two places were asked for");
    const before = home.lane.admit(REQUEST);
    await clock.advance(1000);
    // The way through the second lane's quota is where the first lane's slot comes free.
    const freeing = (): number => {
      before?.end("success");
      return 1;
    };
    const waiter: Waiter = {
      clock,
      signal: undefined,
      queueMs: 1000,
      request: (route) => ({ ...REQUEST, tokens: route === away ? freeing : REQUEST.tokens }),
    };
    const lines: readonly Line[] = [home, away].map((route) => ({ route, restMs: 0, hopeMs: 0 }));
    const found = await firstPermit(lines, waiter);
    const other = found.route === home ? away : home;
    await clock.advance(0);
    const { counters, inFlight } = other.lane.snapshot();
    const { attempts, served, ignored } = counters;
    expect({ ended: attempts - served, ignored, inFlight }).toEqual({ ended: 0, ignored: 0, inFlight: 0 });
    found.permit.end("success");
    expect(found.route.lane.idle).toBe(true);
  });
});
