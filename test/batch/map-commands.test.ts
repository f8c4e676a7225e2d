import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandOutput,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, it } from "vitest";
import { type Mapped, mapCommands } from "../../src/batch/index.js";
import { createSimulator, VirtualClock } from "../../src/simulator/index.js";
import { spillway } from "../../src/spillway.js";

const converse = (text: string): ConverseCommand =>
  new ConverseCommand({
    modelId: "amazon.nova-lite-v1:0",
    messages: [{ role: "user", content: [{ text }] }],
  });

function stage(slots = 4) {
  const clock = new VirtualClock();
  const simulator = createSimulator({
    clock,
    defaults: { slots, service: { meanMs: 1000 } },
    models: { bad: { faults: [{ fault: "validation" }] } },
  });
  const client = new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" },
    requestHandler: simulator.handler(),
  });
  const instance = spillway({ clock, queue: { timeoutMs: "none" } });
  client.middlewareStack.use(instance);
  return { clock, simulator, client, instance };
}

/** Tells how many were taken. */
function counted(count: number) {
  const taken = { count: 0 };
  function* items() {
    for (; taken.count < count; ) yield `item ${taken.count++}`;
  }
  return { taken, items: items() };
}

describe("mapCommands", () => {
  it.each([
    ["as they come", false],
    ["in their order", true],
  ])("gives the answers of all, %s, and types them", async (_name, ordered) => {
    const { clock, client, instance, simulator } = stage();
    const { items } = counted(50);
    const results = await clock.run(async () => {
      const all: Mapped<string, ConverseCommandOutput>[] = [];
      for await (const result of mapCommands(client, items, converse, { spillway: instance, ordered }))
        all.push(result);
      return all;
    });
    const indices = results.map(({ index }) => index);
    const sorted = [...indices].sort((one, other) => one - other);
    expect(sorted).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(indices.join() === sorted.join()).toBe(ordered);
    expect(results.every((result) => result.ok && result.output.stopReason !== undefined)).toBe(true);
    expect(results.every(({ item, index }) => item === `item ${index}`)).toBe(true);
    expect(simulator.report().totals.served).toBe(50);
  });

  it("takes no more than there is room for while nobody takes its results", async () => {
    const { clock, client } = stage(100);
    const { taken, items } = counted(1000);
    await clock.run(async () => {
      const results = mapCommands(client, items, converse, { concurrency: 7 });
      await results.next();
      // Long enough for all that was asked to be answered.
      await new Promise<void>((resolve) => {
        clock.setTimeout(resolve, 60_000);
      });
      expect(taken.count).toBe(9);
      await results.return();
    });
  });

  it("makes results of calls that fail, and goes on", async () => {
    const { clock, client } = stage();
    const results = await clock.run(async () => {
      const all = [];
      const fn = (modelId: string) => new ConverseCommand({ ...converse("hi").input, modelId });
      for await (const result of mapCommands(client, ["a.model", "bad", "b.model"], fn, { ordered: true })) {
        all.push(result.ok ? "answer" : String(result.error));
      }
      return all;
    });
    expect(results).toEqual(["answer", expect.stringContaining("ValidationException"), "answer"]);
  });

  it("aborts what is under way when its loop is left, and takes nothing more", async () => {
    const { clock, client, simulator } = stage(100);
    const { taken, items } = counted(1000);
    await clock.run(async () => {
      for await (const _ of mapCommands(client, items, converse, { concurrency: 20 })) break;
    });
    expect(taken.count).toBeLessThan(25);
    const { served, aborted, open } = simulator.report().totals;
    expect([open, served + aborted]).toEqual([0, simulator.report().totals.attempts]);
    expect(aborted).toBeGreaterThan(0);
  });

  it("throws what its items or its function throw, after what was answered", async () => {
    const { clock, client } = stage();
    function* broken() {
      yield "one";
      throw new Error("torn");
    }
    const run = (items: Iterable<string>, fn: (text: string) => ConverseCommand) =>
      clock.run(async () => {
        for await (const _ of mapCommands(client, items, fn)) void _;
      });
    await expect(run(broken(), converse)).rejects.toThrow("torn");
    const bad = (): ConverseCommand => {
      throw new Error("no command");
    };
    await expect(run(["one"], bad)).rejects.toThrow("no command");
    await expect(
      clock.run(() => mapCommands(client, [], converse, { concurrency: 0 }).next()),
    ).rejects.toThrow("concurrency is 0");
    await expect(
      clock.run(() => mapCommands(client, [], converse, { deadlineMs: 0 }).next()),
    ).rejects.toThrow("deadlineMs of a call is 0");
  });
});
