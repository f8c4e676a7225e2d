import { expect, it } from "vitest";
import { bench, converse } from "../integration/bench.js";

it("a fifth of server errors, which come before the answers, does not shut a region", async () => {
  const { clock, client, plugin } = bench({
    simulator: {
      defaults: { slots: 1000 },
      regionFaults: { "us-east-1": [{ fault: "unexpectedError", share: 0.2 }] },
    },
    spillway: { window: { initial: 100 }, retry: { budgetShare: 1 } },
  });
  const opened: string[] = [];
  plugin.on("breaker", ({ to, reason }) => void (to === "open" && opened.push(reason)));
  const calls = Array.from({ length: 1000 }, async (_, index) => {
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, index * 20));
    return client.send(converse()).then(
      () => true,
      () => false,
    );
  });
  const answered = (await clock.run(Promise.all(calls))).filter(Boolean);
  expect(opened).toEqual([]);
  expect(answered.length).toBeGreaterThan(990);
});
