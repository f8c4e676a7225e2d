import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { paidAgain } from "../../benchmarks/batch/judge.js";
import { leg } from "../../benchmarks/batch/legs.js";
import { indexOf, recordLine, writeRecords } from "../../benchmarks/batch/records.js";
import type { Noted, Told } from "../../benchmarks/batch/service.js";
import { behind, missed } from "../../benchmarks/batch/verdict.js";
import { folder } from "../batch/help.js";
import { type CommandFile, commandFile } from "../command.js";

const RECORDS = 400;
const files = folder();
let command: CommandFile;

beforeAll(async () => {
  command = await commandFile();
  await writeRecords(files.at("in.jsonl"), RECORDS);
});
afterAll(async () => {
  await command.remove();
  files.remove();
});

it("spillway run, killed at random moments, asks each record once but for what was in flight", {
  timeout: 120_000,
}, async () => {
  const plan = { input: files.at("in.jsonl"), records: RECORDS, slots: 30, serviceMs: 30, seed: 3, kills: 4 };
  const killed = await leg("spillway run", join(files.at("."), "out.jsonl"), plan, command.path);
  expect(missed(killed)).toEqual([]);
  expect(killed.paidAgain.requests).toBeLessThanOrEqual(plan.kills * killed.peakInFlight);
});

it("a record is known again by what the simulator notes of its request", () => {
  for (const index of [0, 99, 100, 12_345, 99_999]) {
    const { modelInput } = JSON.parse(recordLine(index)) as {
      modelInput: { messages: { content: { text: string }[] }[]; inferenceConfig: { maxTokens: number } };
    };
    const text = modelInput.messages[0]?.content[0]?.text ?? "";
    expect(indexOf(text.length / 4, modelInput.inferenceConfig.maxTokens)).toBe(index);
  }
});

it("what is paid again is explained by a kill, or is not", () => {
  const told = (requests: Noted[]): Told => ({
    now: 0,
    served: 0,
    inFlight: 0,
    attempts: 0,
    rejected: 0,
    peakInFlight: 0,
    use: 0,
    requests,
  });
  const first: Noted = [7, 0, 100, true];
  expect(paidAgain(told([first, [8, 0, 100, true]]), [])).toMatchObject({
    requests: 0,
    most: 1,
    unexplained: 0,
  });
  expect(paidAgain(told([first, [7, 900, 1000, true]]), [150])).toMatchObject({
    requests: 1,
    most: 2,
    unexplained: 0,
    oldestLostMs: 50,
  });
  expect(paidAgain(told([first, [7, 900, 1000, true]]), [])).toMatchObject({ unexplained: 1 });
  expect(paidAgain(told([first, [7, 9000, 9100, true]]), [8000])).toMatchObject({ unexplained: 1 });
});

it("a verdict names what does not hold", () => {
  const good = {
    policy: "spillway run",
    slots: 1,
    records: 2,
    kills: 0,
    seconds: 10,
    peakMb: 100,
    cpuSeconds: 1,
    requests: 3,
    rejected: 1,
    peakInFlight: 1,
    use: 1,
    paidAgain: { requests: 0, most: 1, unexplained: 0, oldestLostMs: 0 },
    inFlightAtKills: 0,
    code: 0,
    said: "",
    lines: 2,
    answered: 2,
    failed: 0,
    twice: 0,
    missing: 0,
    broken: 0,
  };
  expect(missed(good)).toEqual([]);
  for (const bad of [
    { code: 1 },
    { lines: 3 },
    { answered: 1 },
    { twice: 1 },
    { missing: 1 },
    { broken: 1 },
    { requests: 4 },
    { peakMb: 201 },
    { paidAgain: { ...good.paidAgain, most: 2 } },
    { paidAgain: { ...good.paidAgain, unexplained: 1 } },
  ]) {
    expect(missed({ ...good, ...bad })).toHaveLength(1);
  }
  expect(
    behind(good, [
      { ...good, policy: "peer", seconds: 9 },
      { ...good, answered: 1, seconds: 1 },
    ]),
  ).toHaveLength(1);
});
