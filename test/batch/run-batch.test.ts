import * as commands from "@aws-sdk/client-bedrock-runtime";
import { afterAll, describe, expect, it } from "vitest";
import {
  type BatchOptions,
  type BatchSink,
  openRecords,
  openResults,
  recordsFrom,
  runBatch,
} from "../../src/batch/index.js";
import { SpillwayError } from "../../src/errors.js";
import { createSimulator, type SimulatorOptions, seeded, VirtualClock } from "../../src/simulator/index.js";
import { spillway, withSpillway } from "../../src/spillway.js";
import { folder, idsOf, writeRecords } from "./help.js";

const files = folder();
afterAll(files.remove);

const MODEL = "us.amazon.nova-lite-v1:0";

/** The real client in virtual time. */
function stage(options: SimulatorOptions = {}) {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock, ...options });
  const requestHandler = simulator.handler("us-east-1");
  const credentials = { accessKeyId: "fake", secretAccessKey: "fake" };
  const instance = spillway({ clock, random: seeded(1), queue: { timeoutMs: "none" } });
  const client = withSpillway(
    new commands.BedrockRuntimeClient({ region: "us-east-1", credentials, requestHandler }),
    instance,
  );
  const base: BatchOptions = {
    client,
    commands,
    spillway: instance,
    modelId: MODEL,
    clock,
    random: seeded(2),
  };
  return { clock, simulator, instance, base };
}

/** Keeps results in memory. */
function memory(): BatchSink & {
  readonly lines: string[];
  readonly invalidLines: string[];
  closed: boolean;
} {
  const lines: string[] = [];
  const invalidLines: string[] = [];
  return {
    lines,
    invalidLines,
    closed: false,
    standing: () => "new",
    write: async (_of, _state, text) => {
      lines.push(text);
    },
    invalid: async (_of, { reason }) => {
      invalidLines.push(reason);
    },
    async close() {
      this.closed = true;
    },
  };
}

const prompts = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `r${i}`, prompt: `number ${i}` }));
const idsIn = (lines: readonly string[]): string[] =>
  lines.map((line) => (JSON.parse(line) as { recordId: string }).recordId);
const rejections = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);

describe("a batch", () => {
  it("asks each record once and as fast as the service takes it, in bounded number", async () => {
    const { clock, simulator, base } = stage({ defaults: { slots: 20, service: { meanMs: 1000 } } });
    const sink = memory();
    let most = 0;
    const onProgress = ({ inHand }: { readonly inHand: number }): void => {
      most = Math.max(most, inHand);
    };
    const begun = clock.now();
    const report = await clock.run(() => runBatch(recordsFrom(prompts(2000)), sink, { ...base, onProgress }));
    expect(report).toMatchObject({ answered: 2000, failed: 0, inHand: 0, stopped: false });
    expect(new Set(idsIn(sink.lines)).size).toBe(2000);
    expect(sink.closed).toBe(true);
    const { attempts, rejected } = simulator.report().totals;
    expect(attempts - rejections(rejected)).toBe(2000);
    // A little above the window, which is a little above the slots.
    expect(most).toBeLessThan(60);
    // 100 s is what 20 slots need.
    expect((clock.now() - begun) / 1000).toBeLessThan(106);
  });

  it("fills a wide window of short answers, faster than timers tick", async () => {
    const { clock, simulator, base } = stage({ defaults: { slots: 400, service: { meanMs: 50, sigma: 0 } } });
    const begun = clock.now();
    await clock.run(() => runBatch(recordsFrom(prompts(6000)), memory(), base));
    // Of the 0.8 s that 400 slots need it takes several times as much to find them; one a tick would take 6 s.
    expect(clock.now() - begun).toBeLessThan(3500);
    expect(simulator.report().totals.peakInFlight).toBeGreaterThan(300);
  });

  it("waits out an outage, however long, and loses nothing", async () => {
    const { clock, simulator, base } = stage({
      defaults: {
        slots: 10,
        service: { meanMs: 500 },
        faults: [{ fault: "temporarilyUnavailable", from: 5000, to: 3_600_000 }],
      },
    });
    const sink = memory();
    const report = await clock.run(() => runBatch(recordsFrom(prompts(300)), sink, base));
    expect(report).toMatchObject({ answered: 300, failed: 0 });
    expect(new Set(idsIn(sink.lines)).size).toBe(300);
    // An hour of probes, not of hammering.
    expect(rejections(simulator.report().totals.rejected)).toBeLessThan(800);
  });

  it("keeps to a stated quota", async () => {
    const { clock, simulator, base, instance } = stage({
      defaults: { slots: 100, service: { meanMs: 100 }, requests: { perMinute: 60, burst: 1 } },
    });
    instance.update({ quota: { requestsPerMinute: 60 } });
    const begun = clock.now();
    await clock.run(() => runBatch(recordsFrom(prompts(200)), memory(), base));
    expect((clock.now() - begun) / 60_000).toBeCloseTo(200 / 60, 0);
    expect(rejections(simulator.report().totals.rejected)).toBeLessThan(20);
  });

  it("holds no more bytes at once than fit into memory, and one that is larger alone", async () => {
    const { clock, base } = stage({ defaults: { slots: 500, service: { meanMs: 100 } } });
    let most = 0;
    const onProgress = ({ inHand }: { readonly inHand: number }): void => {
      most = Math.max(most, inHand);
    };
    const big = Array.from({ length: 6 }, (_, i) => ({ id: `b${i}`, prompt: "x".repeat(20 * 2 ** 20) }));
    const report = await clock.run(() => runBatch(recordsFrom(big), memory(), { ...base, onProgress }));
    expect(report.answered).toBe(6);
    expect(most).toBe(4);
  }, 60_000);

  it("writes an error for what fails for its own sake, and goes on", async () => {
    const { clock, base } = stage({ models: { odd: { faults: [{ fault: "modelError" }] } } });
    const sink = memory();
    const records = [...prompts(3), { id: "odd", modelId: "odd", prompt: "hm" }];
    expect(await clock.run(() => runBatch(recordsFrom(records), sink, base))).toMatchObject({
      answered: 3,
      failed: 1,
    });
    expect(sink.lines.filter((line) => line.includes('"error":{"errorCode":424'))).toHaveLength(1);
  });

  it("gives up a record over which the service stumbles for ever, after its rounds", async () => {
    const { clock, simulator, base } = stage({
      models: { [MODEL]: { faults: [{ fault: "unexpectedError" }] } },
    });
    const sink = memory();
    const options = { ...base, rounds: 3 };
    const report = await clock.run(() => runBatch(recordsFrom(prompts(1)), sink, options));
    expect(report).toMatchObject({ answered: 0, failed: 1, again: 2 });
    expect(sink.lines).toHaveLength(1);
    expect(simulator.report().totals.attempts).toBeLessThanOrEqual(15);
  });

  it("stops when it is told to: what is in flight is written, what waits is not sent", async () => {
    const { clock, simulator, base, instance } = stage({
      defaults: { slots: 5, service: { meanMs: 1000, sigma: 0 } },
    });
    const sink = memory();
    const stop = new AbortController();
    clock.setTimeout(() => stop.abort(), 4500);
    const report = await clock.run(() =>
      runBatch(recordsFrom(prompts(500)), sink, {
        ...base,
        signal: stop.signal,
        onStop: () => instance.close(),
      }),
    );
    expect(report.stopped).toBe(true);
    const { served, aborted } = simulator.report().totals;
    expect([served, aborted]).toEqual([sink.lines.length, 0]);
    expect(served).toBeLessThan(40);
  });

  it("ends where the sink can't write any more, with the sink's own error", async () => {
    const { clock, base } = stage({ defaults: { slots: 5, service: { meanMs: 100 } } });
    const sink = memory();
    const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
    const failing = { ...sink, write: () => Promise.reject(full) };
    await expect(clock.run(() => runBatch(recordsFrom(prompts(50)), failing, base))).rejects.toBe(full);
  });

  it("ends where its source does, with the source's own error, and writes what was in hand", async () => {
    const { clock, base } = stage({ defaults: { service: { meanMs: 100 } } });
    const sink = memory();
    async function* broken() {
      yield* prompts(3);
      throw new Error("torn");
    }
    await expect(clock.run(() => runBatch(recordsFrom(broken()), sink, base))).rejects.toThrow("torn");
    expect([sink.closed, sink.lines.length]).toEqual([true, 3]);
  });

  it.each([
    [{ concurrency: 0 }, "concurrency is 0: expected a whole number from 1 to 9000"],
    [{ rounds: 1.5 }, "rounds is 1.5: expected a whole number from 1 to 1000"],
    [{ requestTimeoutMs: -1 }, "requestTimeoutMs is -1: expected a whole number from 1 to 2147483647"],
    [{ priority: "high" as "batch" }, 'priority of a call is "high": expected interactive or batch'],
    [
      { tenant: 7 as unknown as string },
      "tenant of a call is a number: expected a text of up to 256 characters",
    ],
  ])("refuses %j, and closes its sink", async (bad, message) => {
    const { base } = stage();
    const sink = memory();
    const refused = runBatch(recordsFrom([]), sink, { ...base, ...bad });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(SpillwayError);
    expect(sink.closed).toBe(true);
  });

  it("of a file goes into a file, and on from there", async () => {
    const [input, output] = [files.at("in.jsonl"), files.at("out.jsonl")];
    writeRecords(
      input,
      prompts(30).map(({ id }) => id),
    );
    const { simulator, base } = stage({ clock: undefined, defaults: { service: { meanMs: 1 } } });
    const { clock: _, ...real } = base;
    const options = { ...real, modelId: "anthropic.claude-3-haiku-20240307-v1:0" };
    const run = async () => runBatch(await openRecords(input), await openResults(output), options);
    expect(await run()).toMatchObject({ answered: 30, before: 0 });
    expect(await run()).toMatchObject({ answered: 0, before: 30 });
    expect(new Set(idsOf(output)).size).toBe(30);
    expect(simulator.report().totals.served).toBe(30);
  });
});
