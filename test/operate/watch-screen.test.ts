import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { table } from "../../src/cli/doctor-output.js";
import { sparkline } from "../../src/cli/sparkline.js";
import { inCell, pieces, widthOf, wrapped } from "../../src/cli/text.js";
import { follow, showAgain, showOnce } from "../../src/cli/watch-follow.js";
import { asJson } from "../../src/cli/watch-json.js";
import { picture } from "../../src/cli/watch-picture.js";
import { screen } from "../../src/cli/watch-screen.js";
import { about } from "../../src/operate/doctor-finding.js";
import { verdictsOf } from "../../src/operate/verdict.js";
import type { LaneMetrics } from "../../src/operate/verdict-facts.js";
import type { WatchReport } from "../../src/operate/watch.js";
import { FROM, lane, SONNET } from "./lanes.js";

const QUOTAS = { requestsPerMinute: 10_000, tokensPerMinute: 5_000_000 };

const LANE = {
  window: 123.4,
  inFlight: 99,
  queued: 1234,
  roundTripMs: 5,
  served: 1e6,
  throttled: 5000,
  unavailable: 77,
};

function report(all: readonly LaneMetrics[], more: Partial<WatchReport> = {}): WatchReport {
  const span = all[0]?.series.span ?? { from: FROM, to: FROM + 60_000, periodMs: 60_000 };
  return { span, verdicts: verdictsOf(all), processes: [], missing: [], ...more };
}

const BUSY = {
  accepted: 9990,
  throttles: 2000,
  serverErrors: 400,
  clientErrors: 900,
  inputTokens: 1_234_567,
  outputTokens: 654_321,
  cacheReadTokens: 1000,
  cacheWriteTokens: 1000,
  latencyMs: 123_456,
  firstTokenMs: 1234,
};

describe("text", () => {
  it.each([
    ["a bb ccc", 4, "a bb\nccc"],
    ["a bb ccc", 80, "a bb ccc"],
    ["longer than that", 4, "longer\nthan\nthat"],
    ["", 4, ""],
  ])("%j in %d columns", (words, width, lines) => {
    expect(wrapped(words, width)).toBe(lines);
  });

  it("hangs under its first line", () => {
    expect(wrapped("- one two", 7, "  ", "    ")).toBe("  - one\n    two");
  });

  it("cuts words that are too long, after a sign where there is one", () => {
    expect(pieces("servicequotas:ListServiceQuotas", 20)).toEqual(["servicequotas:", "ListServiceQuotas"]);
    expect(pieces("abcdefgh", 3)).toEqual(["abc", "def", "gh"]);
    expect(inCell("a servicequotas:ListServiceQuotas", 20)).toBe("a servicequotas:\nListServiceQuotas");
  });

  it("is 80 columns wide where nobody knows better, and never too wide", () => {
    expect([widthOf({}), widthOf({ columns: 60 }), widthOf({ columns: 400 })]).toEqual([80, 60, 120]);
  });
});

describe("a sparkline", () => {
  it.each([
    [[0, 1, 7], 3, "▁▂█"],
    [[undefined, 5, undefined], 3, " █ "],
    [[0, 0], 2, "▁▁"],
    [[1, 1, 9, 1, 1, 1], 3, "▂█▂"],
    [[undefined, undefined, 3, 4], 2, " █"],
    [[], 5, ""],
  ])("of %j in %d cells is %j", (points, width, bars) => {
    expect(sparkline(points, width)).toBe(bars);
  });
});

describe("a screen", () => {
  const model = "global.anthropic.claude-sonnet-4-5-20250929-v1:0";
  const full = report(
    [
      lane(BUSY, QUOTAS, { steps: 180, region: "ap-southeast-2", model }),
      lane({ accepted: 1, quotaTokens: 1 }, QUOTAS, { steps: 180, region: "us-west-2", model }),
      lane({}, QUOTAS, { steps: 180, region: "us-east-2", model }),
    ],
    {
      processes: [
        {
          name: "a.json",
          writtenAt: FROM,
          lanes: [{ ...LANE, region: "ap-southeast-2", model }],
          breakers: [{ region: "ap-southeast-2", model: undefined, state: "open" }],
        },
      ],
      missing: [
        "The metrics of eu-west-1: AccessDenied: User is not authorized to perform: cloudwatch:ListMetrics",
      ],
    },
  );

  it("fits 80 columns, but for settings, which are whole", () => {
    const lines = screen(full, { width: 80, now: FROM + 3_600_000 }).split("\n");
    expect(lines.filter((line) => line.length > 80 && !/^ {6}\S/.test(line))).toEqual([]);
    const text = lines.join("\n");
    expect(text).toContain("Process a.json, written 60 min ago: old, is it running?");
    expect(text).toContain("breaker of ap-southeast-2: open");
    expect(text).toContain("us-east-2  global.anthropic.claude-sonnet-4-5-20250929-v1:0  no requests");
    expect(text.indexOf("ap-southeast-2")).toBeLessThan(text.indexOf("us-west-2  "));
  });

  it("is all there as JSON, without an account's number", () => {
    const arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    const text = asJson(report([lane(BUSY, QUOTAS, { model: arn })]));
    expect(text).not.toContain("123456789012");
    expect(JSON.parse(text).lanes[0]).toMatchObject({
      model: "application-inference-profile/abc",
      state: "trouble",
    });
  });

  it("is a picture without what nobody used, and of no more than eight", () => {
    const many = Array.from({ length: 12 }, (_, i) => lane(BUSY, QUOTAS, { model: `model-${i}` }));
    const svg = picture(report([...many, lane({}, QUOTAS, { model: "unused" })]));
    expect(svg.match(/<svg /g)).toHaveLength(1 + 2 * 8);
    expect(svg).not.toContain("unused");
    expect(svg).not.toContain("NaN");
  });
});

describe("the doctor's table", () => {
  it("fits 80 columns, with all topics in the same columns and the counts at its end", () => {
    const action = about("permissions")(
      "servicequotas:ListAWSDefaultServiceQuotas",
      "warning",
      "not allowed",
      {
        region: "ap-southeast-2",
        todo: "allow it in a policy of this user or role, or of the one that it assumes",
      },
    );
    const model = about("models")(
      "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "failed",
      "no profile here",
    );
    const text = table([action, model, about("clock")("time", "ok", "x".repeat(90))], 80);
    const lines = text.split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(
      new Set(
        ["not allowed", "no profile", "xxx"].map((words) =>
          lines.find((l) => l.includes(words))?.indexOf(words),
        ),
      ),
    ).toEqual(new Set([43]));
    expect(lines.at(-1)).toBe("1 failed, 1 warning, 0 not known, 1 ok.");
  });
});

describe("looks that follow each other", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A stream that remembers. */
  function memory(more: object = {}) {
    const stream = Object.assign(new PassThrough(), more);
    let text = "";
    stream.on("data", (part: Buffer) => {
      text += part.toString();
    });
    return { stream, text: () => text };
  }

  const well = report([lane({ accepted: 5, quotaTokens: 5 }, QUOTAS)]);
  const bad = report([lane({ accepted: 5, serverErrors: 5 }, QUOTAS)]);

  it("come in lines: the whole where the judgement is new, else a line", async () => {
    const { stream, text } = memory();
    const show = showAgain(stream, false);
    for (const one of [well, well, bad]) show(one);
    await vi.advanceTimersByTimeAsync(0);
    const lines = text().split("\n");
    expect(lines.filter((line) => line.includes("in steps of"))).toHaveLength(2);
    expect(
      lines.filter((line) => /UTC us-east-1 \S+ requests 5, quota tokens 5: well$/.test(line)),
    ).toHaveLength(1);
  });

  it("are rewritten on a terminal, and show the worst where there is no room for all", async () => {
    const { stream, text } = memory({ isTTY: true, columns: 80, rows: 8 });
    showAgain(stream, false)(report([lane(BUSY, QUOTAS), lane({ accepted: 1 }, QUOTAS, { model: "other" })]));
    await vi.advanceTimersByTimeAsync(0);
    expect(text()).toContain(`us-east-1  ${SONNET}`);
    expect(text()).toContain("more lines: a larger window or --model shows them)");
    expect(text()).not.toContain("us-east-1  other");
  });

  it("are one line of JSON each, also on a terminal", async () => {
    const { stream, text } = memory({ isTTY: true });
    const show = showAgain(stream, true);
    show(well);
    show(well);
    await vi.advanceTimersByTimeAsync(0);
    expect(
      text()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).lanes.length),
    ).toEqual([1, 1]);
    const once = memory();
    showOnce(once.stream, true)(well);
    await vi.advanceTimersByTimeAsync(0);
    expect(JSON.parse(once.text())).toMatchObject({ periodMs: 60_000 });
  });

  it("go on after one that failed, and say so", async () => {
    const over = new AbortController();
    const shown: WatchReport[] = [];
    const looks = [async () => well, async () => Promise.reject(new Error("no network")), async () => bad];
    const done = follow({
      look: () => (looks.shift() ?? (async () => well))(),
      refresh: async (one) => one,
      show: (one) => shown.push(one),
      everyMs: 60_000,
      refreshMs: undefined,
      over: over.signal,
    });
    await vi.advanceTimersByTimeAsync(150_000);
    over.abort();
    await done;
    expect(shown.map(({ verdicts, missing }) => [verdicts[0]?.state, missing.length])).toEqual([
      ["well", 0],
      ["well", 1],
      ["trouble", 0],
    ]);
    expect(shown[1]?.missing[0]).toContain("no network");
  });

  it("read what processes tell more often than metrics", async () => {
    const over = new AbortController();
    const counts = { look: 0, refresh: 0 };
    const done = follow({
      look: async () => {
        counts.look++;
        return well;
      },
      refresh: async (one) => {
        counts.refresh++;
        return one;
      },
      show: () => undefined,
      everyMs: 60_000,
      refreshMs: 2000,
      over: over.signal,
    });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(counts).toEqual({ look: 1, refresh: 29 });
    await vi.advanceTimersByTimeAsync(2000);
    expect(counts.look).toBe(2);
    over.abort();
    await done;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("fail at once where the first fails", async () => {
    const failing = follow({
      look: async () => Promise.reject(new Error("no")),
      refresh: async (one) => one,
      show: () => undefined,
      everyMs: 1,
      refreshMs: undefined,
      over: new AbortController().signal,
    });
    await expect(failing).rejects.toThrow("no");
  });
});
