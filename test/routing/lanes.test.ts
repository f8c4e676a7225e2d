import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANYONE } from "../../src/flow/permit.js";
import { Governed } from "../../src/governed.js";
import type { Lane } from "../../src/routing/lane.js";
import type { LanePermit } from "../../src/routing/lane-permit.js";
import { resolveSettings } from "../../src/settings/resolve.js";
import { VirtualClock } from "../../src/simulator/index.js";
import { audience } from "../audience.js";

function governed(limit: number): Governed {
  const options = { lanes: { limit }, clock: new VirtualClock(), regions: ["us-east-1", "us-west-2"] };
  const { settings } = resolveSettings(options, { environment: {} });
  return new Governed(settings, audience());
}

const names = (instance: Governed): string[] =>
  instance.snapshot().lanes.map(({ region, model }) => `${region} ${model}`);

const REQUEST = { ticket: 1, tokens: () => 0, timeoutMs: 1, signal: undefined, caller: ANYONE };

/** A call under way: its home, and the permit of its attempt, at home or elsewhere. */
interface Call {
  readonly home: Lane;
  permit: LanePermit | undefined;
}

const action = fc.record({
  what: fc.constantFrom("begin", "begin", "send", "end", "leave", "leave", "look"),
  model: fc.nat(12),
  away: fc.boolean(),
  pick: fc.nat(1000),
});

describe("the lanes of an instance", () => {
  it("are never more than their limit and those in use, and never two of one name, whatever calls do", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(action, { maxLength: 80 }), (limit, actions) => {
        const instance = governed(limit);
        const calls: Call[] = [];
        for (const { what, model, away, pick } of actions) {
          const call = calls[pick % Math.max(1, calls.length)];
          if (what === "begin") {
            instance.enter();
            calls.push({ home: instance.lane("S", "us-east-1", `p.m${model}`), permit: undefined });
          } else if (call !== undefined) act(instance, calls, call, what, away);
          const known = names(instance);
          expect(new Set(known).size).toBe(known.length);
          for (const { home } of calls) expect(home.use.forgotten).toBe(false);
        }
        for (const { home, permit } of calls) {
          permit?.end("success");
          instance.leave(home);
        }
        instance.lane("S", "us-east-1", "p.last");
        expect(names(instance).length).toBeLessThanOrEqual(limit);
        expect(names(instance)).toContain("us-east-1 p.last");
      }),
    );
  });

  it("that were used last are kept, in whatever order they were made", () => {
    const instance = governed(3);
    for (const model of ["a", "b", "c", "a", "c", "a", "d"]) {
      instance.enter();
      instance.leave(instance.lane("S", "us-east-1", model));
    }
    expect(names(instance)).toEqual(["us-east-1 a", "us-east-1 c", "us-east-1 d"]);
  });

  it("are kept apart by service, region and model, whatever stands in their names", () => {
    const instance = governed(100);
    const parts = ["a", "a b", "b", "b c", "c", "", " ", "1 a", "__proto__"];
    const lanes = new Set<Lane>();
    for (const service of parts)
      for (const region of parts) for (const model of parts) lanes.add(instance.lane(service, region, model));
    expect(lanes.size).toBe(parts.length ** 3);
  });
});

function act(instance: Governed, calls: Call[], call: Call, what: string, away: boolean): void {
  const routes = instance.routes("S", "Converse", call.home);
  const lane = (away ? routes[1] : routes[0])?.lane;
  if (what === "send") call.permit ??= lane?.admit(REQUEST);
  else if (what === "end") {
    call.permit?.end("success");
    call.permit = undefined;
  } else if (what === "leave") {
    call.permit?.end("success");
    instance.leave(call.home);
    calls.splice(calls.indexOf(call), 1);
  }
}
