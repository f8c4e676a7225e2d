import { describe, expect, it } from "vitest";
import { type Allowance, allowed, LINES_PER_MINUTE, UNUSED } from "../../src/telemetry/client-log.js";
import { bench, CREDENTIALS, converse, failure, MODEL } from "../integration/bench.js";

describe("lines of one kind", () => {
  it("are so many in a minute; what is kept back is counted, and told in the next", () => {
    let state: Allowance = UNUSED;
    const line = (now: number) => {
      const { after, write, kept } = allowed(state, now);
      state = after;
      return write ? kept : "no";
    };
    const first = Array.from({ length: LINES_PER_MINUTE + 3 }, (_, i) => line(i));
    expect(first).toEqual([...Array(LINES_PER_MINUTE).fill(0), "no", "no", "no"]);
    expect(line(59_999)).toBe("no");
    expect(line(60_000)).toBe(4);
    expect(line(60_001)).toBe(0);
  });
});

interface Line {
  readonly level: string;
  readonly event: string;
  readonly message: string;
}

function withLogger(write: (level: string, line: unknown) => unknown, faults = { first: 5 }) {
  const each = (level: string) => (line: unknown) => write(level, line);
  const logger = {
    trace: each("trace"),
    debug: each("debug"),
    info: each("info"),
    warn: each("warn"),
    error: each("error"),
  };
  return bench({
    client: { logger },
    simulator: {
      regions: ["us-east-1", "us-west-2"],
      models: { "us-east-1/*": { faults: [{ fault: "unableToProcess", ...faults }] } },
    },
    spillway: { breaker: { failures: 3 }, regions: ["us-east-1", "us-west-2"] },
  });
}

describe("the client's own logger", () => {
  it("gets one object for a trip, a recovery, a detour; and no prompt, answer or credential", async () => {
    const lines: Line[] = [];
    const all: unknown[] = [];
    const { clock, client } = withLogger((level, line) => {
      all.push(line);
      if (typeof line === "object" && line !== null && "event" in line)
        lines.push({ level, ...(line as Omit<Line, "level">) });
    });
    for (let i = 0; i < 12; i++) {
      await clock.run(client.send(converse()));
      await clock.advance(20_000);
    }
    const said = lines.map(({ level, event, message }) => `${level} ${event} ${message}`);
    expect(said.find((line) => line.startsWith("warn spillway.breaker"))).toMatch(
      /is open, for \d+\.\d s: \d capacity errors in a row\.$/,
    );
    expect(said.find((line) => line.startsWith("info spillway.breaker"))).toMatch(
      /is closed: probes succeeded\.$/,
    );
    expect(said.find((line) => line.startsWith("info spillway.spill"))).toContain(
      `${MODEL} in us-west-2 instead of ${MODEL} in us-east-1`,
    );
    const own = JSON.stringify(lines);
    expect(own).not.toContain(CREDENTIALS.secretAccessKey);
    expect(own).not.toContain("half-open");
  });

  it("hears no more than ten detours in a minute", async () => {
    const events: string[] = [];
    const { clock, client } = withLogger(
      (_level, line) => {
        const { event } = (line ?? {}) as { event?: string };
        if (event !== undefined) events.push(event);
      },
      { first: 1000 },
    );
    await clock.run(Promise.all(Array.from({ length: 40 }, () => client.send(converse()))));
    expect(events.filter((event) => event === "spillway.spill").length).toBe(LINES_PER_MINUTE);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("full");
      },
    ],
    ["rejects", () => Promise.reject(new Error("full"))],
  ])("that %s hurts no call", async (_how, write) => {
    const b = withLogger((_level, line) =>
      typeof line === "object" && line !== null && "event" in line ? write() : undefined,
    );
    const told: string[] = [];
    b.plugin.on("warning", ({ message }) => told.push(message));
    const results = await b.clock.run(
      Promise.allSettled(Array.from({ length: 5 }, () => b.client.send(converse()))),
    );
    expect(results.map(({ status }) => status)).toEqual(Array(5).fill("fulfilled"));
    expect(told).toEqual(["telemetry threw Error; calls go on"]);
  });

  it("is not needed", async () => {
    const { clock, client } = bench({ simulator: { defaults: { faults: [{ fault: "validation" }] } } });
    expect((await clock.run(failure(client.send(converse())))).name).toBe("ValidationException");
  });
});
