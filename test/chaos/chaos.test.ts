import { expect, it } from "vitest";
import { examplesOf } from "../../chaos/report.js";
import { run } from "../../chaos/run.js";
import { judge } from "../../chaos/verdict.js";

/** The short form of `npm run chaos`: real sockets, all faults, and everything that must hold. */
it("holds under chaos", { timeout: 60_000 }, async () => {
  const calls = 1500;
  const evidence = await run({ calls, seed: 1, callers: 100, legCalls: calls });
  const findings = judge(evidence);
  expect(examplesOf(findings)).toBe("");
  expect(evidence.ledger.settled).toBe(calls);
  // It was no walk: a good part of the calls met something, and a good part got through.
  expect(evidence.ledger.results.size).toBeGreaterThan(15);
  expect(evidence.ledger.results.get("answer")).toBeGreaterThan(calls / 10);
});
