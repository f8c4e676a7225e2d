import fc from "fast-check";
import { describe, it } from "vitest";
import { actions } from "../health/actions.js";
import { Play } from "../health/play.js";

const options = fc.record({
  probes: fc.constantFrom(1, 2, 3),
  failures: fc.constantFrom(1, 3),
  shareOf: fc.constantFrom(2, 6),
  scope: fc.constantFrom("region" as const, "model" as const),
});

describe("the breakers of a region, whatever happens", () => {
  it("move as they may, admit only probes while half-open, never refuse for ever, and outlive a restart", () => {
    fc.assert(
      fc.property(options, actions, (given, planned) => {
        const play = new Play(given);
        for (const action of planned) play.act(action);
        play.finish();
      }),
      { numRuns: 500 },
    );
  });
});
