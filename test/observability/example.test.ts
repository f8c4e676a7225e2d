import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ended, runNode } from "../command.js";
import { ROOT } from "../docs/markdown.js";

const PICTURES = ["trace.svg", "dashboard.svg"] as const;

/** What each picture must show, whatever the run. */
const SHOWN: Readonly<Record<(typeof PICTURES)[number], readonly string[]>> = {
  "trace.svg": [
    "GET /rivers",
    "spillway Converse",
    "wait Converse",
    "attempt Converse",
    "spilled from us-east-1",
  ],
  "dashboard.svg": [
    ...["Windows", "In flight", "Waiting in line", "Time in line, seconds", "Calls by ending, per second"],
    ...["Attempts by outcome, per second", "Rejections, per second", "Refusals, per second", "Breakers"],
    ...["Spills, per second", "Latency of calls, seconds", "Time to first chunk, seconds"],
    ...["Tokens, per second", "Quotas used, share", "us-west-2 breaker open", "truncated"],
  ],
};

const textsIn = (svg: string): string =>
  [...svg.matchAll(/>([^<>]+)<\/t(?:ext|span)>/g)].map(([, t]) => t).join("\n");

describe("examples/telemetry", () => {
  const out = mkdtempSync(join(tmpdir(), "spillway-telemetry-"));
  let ended: Ended;

  beforeAll(async () => {
    ended = await runNode(["examples/telemetry/main.ts", "--out", out]);
  }, 60_000);

  afterAll(() => rmSync(out, { recursive: true, force: true }));

  it("ends well and says what it did", () => {
    expect(ended.err).toBe("");
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/^\d+ of 340 calls answered; .*STREAM_TRUNCATED/m);
    expect(ended.out).toMatch(/^log records: \d+ breaker, .* spill/m);
    expect(ended.out.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  it("has a span for each attempt that the service saw, and for each call", () => {
    const [, spans, seen] = / (\d+) attempt,.* saw (\d+) attempts$/m.exec(ended.out) ?? [];
    expect(Number(spans)).toBeGreaterThan(250);
    expect(spans).toBe(seen);
    expect(ended.out).toContain(" 340 application, ");
    expect(ended.out).toContain(" 340 call, ");
  });

  it.each(PICTURES)("draws %s with what it is to show, and so was the one in docs/pictures", (name) => {
    for (const folder of [out, join(ROOT, "docs/pictures")]) {
      const svg = readFileSync(join(folder, name), "utf8");
      const texts = textsIn(svg);
      for (const words of SHOWN[name]) expect(texts).toContain(words);
      expect(svg).toContain("aria-label=");
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});
