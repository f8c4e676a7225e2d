import fc from "fast-check";
import { describe, it } from "vitest";
import { commands, finish, type Model, Real } from "./permit-model.js";

const RUNS = 10_000;

describe("the life of a permit", () => {
  it(`is what a model says, in ${RUNS} sequences of acquiring, ending, aborting, resizing and forgetting lanes`, async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const real = new Real(3);
        const model: Model = { calls: [] };
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        await finish(model, real);
      }),
      { numRuns: RUNS },
    );
  }, 240_000);
});
