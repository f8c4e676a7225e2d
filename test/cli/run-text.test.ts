import { describe, expect, it } from "vitest";
import type { BatchCounts } from "../../src/batch/index.js";
import { Followed } from "../../src/cli/run-figures.js";
import { runOutput } from "../../src/cli/run-output.js";
import { panel, plain } from "../../src/cli/run-text.js";
import { duration } from "../../src/operate/figures.js";

const counts = (over: Partial<BatchCounts>): BatchCounts => ({
  before: 0,
  answered: 0,
  failed: 0,
  invalid: 0,
  inHand: 0,
  again: 0,
  readBytes: 0,
  size: 1000,
  inputTokens: 0,
  outputTokens: 0,
  ...over,
});

const lane = (over: object) => ({
  region: "us-east-1",
  model: "m",
  window: 20,
  inFlight: 19,
  queued: 5,
  roundTripMs: 1200,
  quotas: {},
  retryBudget: 100,
  counters: { attempts: 33, served: 10, throttled: 3, unavailable: 1, ignored: 0, refused: 0 },
  ...over,
});

describe("the figures of a run", () => {
  it("are of the last minute, and of what is done", () => {
    const followed = new Followed();
    const snapshot = { version: 1 as const, lanes: [lane({})], breakers: [] };
    followed.figures(counts({ before: 50, readBytes: 500 }), snapshot, 0);
    followed.figures(
      counts({ before: 50, answered: 10, inHand: 0, readBytes: 600, outputTokens: 500 }),
      snapshot,
      30_000,
    );
    const figures = followed.figures(
      counts({ before: 50, answered: 20, inHand: 10, readBytes: 800, outputTokens: 900 }),
      snapshot,
      60_000,
    );
    expect(figures).toMatchObject({
      share: 0.7,
      answersPerMinute: 20,
      tokensPerMinute: 900,
      waitMs: 15_000,
      serviceMs: 1200,
      rejected: 4,
      leftMs: 90_000,
    });
  });

  it("name what holds everything back", () => {
    const breakers = [
      { service: "BedrockRuntime", region: "us-east-1", state: "open" as const, failures: 5, trips: 1 },
    ];
    const figures = new Followed().figures(counts({}), { version: 1, lanes: [lane({})], breakers }, 0);
    expect(panel(figures)).toContain("breaker open: us-east-1");
    expect(plain(figures)).toContain("breaker open: us-east-1");
  });

  it("say why a run does not get through, for as long as that is news", () => {
    const snapshot = { version: 1 as const, lanes: [lane({ roundTripMs: null })], breakers: [] };
    const last = { name: "ThrottlingException", message: "ThrottlingException: slow down", at: 1000 };
    const at = (ms: number) => new Followed().figures(counts({}), snapshot, ms, last);
    expect(at(4000).lastError).toEqual({ name: last.name, message: last.message, agoMs: 3000 });
    expect(panel(at(4000))).toContain("\n3.0 s ago: ThrottlingException: slow down");
    expect(plain(at(4000))).toContain("3.0 s ago: ThrottlingException: slow down");
    // Nor is anything said of times that nobody knows yet.
    expect(plain(at(4000))).not.toContain("a call waits");
    expect(panel(at(90_000))).not.toContain("ago");
  });

  it("fit into 80 columns, however large they are", () => {
    const followed = new Followed();
    const huge = counts({
      answered: 8_888_888,
      failed: 888_888,
      invalid: 888_888,
      before: 888_888,
      inHand: 9000,
    });
    const lanes = [lane({ window: 9999.9, inFlight: 9999, queued: 9000 })];
    followed.figures(huge, { version: 1, lanes, breakers: [] }, 0);
    const later = { ...huge, answered: 9_999_999, readBytes: 300, outputTokens: 99_999_999_999 };
    const text = panel(followed.figures(later, { version: 1, lanes, breakers: [] }, 5000));
    expect(text.split("\n")).toHaveLength(4);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(80);
    expect(text).toMatchInlineSnapshot(`
      "███████░░░░░░░░░░░░░░░░░░░ 29 %  about 12 s left
      9,999,999 answered, 888,888 failed, 888,888 invalid, 888,888 before
      9,999 in flight, window 10000, 9,000 waiting; a call waits 0.0 s and takes 1.2 
      13,333,332 answers/min, 1,199,999,999,988 tokens/min; 0 rejected"
    `);
  });
});

describe("a time", () => {
  it.each([
    [0, "0.0 s"],
    [9940, "9.9 s"],
    [9960, "10 s"],
    [119_000, "119 s"],
    [180_000, "3 min"],
    [7_260_000, "2 h 1 min"],
    [200_000_000, "2 d 7 h"],
  ])("of %d ms is %s", (ms, said) => {
    expect(duration(ms)).toBe(said);
  });
});

describe("what a run says", () => {
  const stream = () => {
    const said: string[] = [];
    // What is used of one that is no terminal.
    return { said, stream: { write: (text: string) => said.push(text) } as unknown as NodeJS.WriteStream };
  };
  const figures = new Followed().figures(counts({}), { version: 1, lanes: [], breakers: [] }, 0);

  it("is a line in ten seconds where nobody watches", () => {
    const { said, stream: out } = stream();
    const output = runOutput(out, false);
    for (let i = 0; i < 25; i++) output.figures(figures);
    expect(said).toHaveLength(2);
    output.event("end", {});
    output.say("Done.");
    expect(said.at(-1)).toBe("Done.\n");
  });

  it("is JSON and nothing else where that is asked for", () => {
    const { said, stream: out } = stream();
    const output = runOutput(out, true);
    for (let i = 0; i < 4; i++) output.figures(figures);
    output.say("Done.");
    output.event("end", { answered: 1 });
    expect(said.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
      "progress",
      "progress",
      "end",
    ]);
  });
});
