import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSimulator, type Listening, type Simulator } from "../../src/simulator/index.js";
import { idsOf, linesOf } from "../batch/help.js";
import { type CommandFile, commandFile, type Ended, endpoint, launch } from "../command.js";
import { ROOT } from "../docs/markdown.js";

const PROMPTS = join(ROOT, "examples/prompts.jsonl");
const QUICK = ["--simulate", "--service-ms", "1", "--slots", "100"];
const COUNT = 40;

let command: CommandFile;
let simulator: Simulator;
let service: Listening;
let env: Readonly<Record<string, string>>;
let input: string;

beforeAll(async () => {
  command = await commandFile();
  simulator = createSimulator({
    keep: 0,
    defaults: { slots: 4, service: { meanMs: 100, sigma: 0 } },
    models: { "slow.*": { service: { meanMs: 60_000, sigma: 0 } } },
  });
  service = await simulator.listen();
  env = endpoint(service.urls["us-east-1"] ?? "");
  input = command.at("input.jsonl");
  const ids = Array.from({ length: COUNT }, (_, i) => JSON.stringify({ id: `r${i}`, prompt: `number ${i}` }));
  writeFileSync(input, `${ids.join("\n")}\n`);
});
afterAll(async () => {
  await command.remove();
  await service.close();
});

const inFlight = (model: string): number => simulator.report().lanes[`us-east-1/${model}`]?.inFlight ?? 0;
const lines = (path: string): number => (existsSync(path) ? linesOf(path).length : 0);
const args = (model: string, out: string): string[] => ["run", input, "--model", model, "--out", out];

/** Runs a line of the shell, in which `$RUN` is the command. */
const shell = (line: string): Promise<Ended> =>
  launch("bash", ["-c", `set -o pipefail; ${line}`], {
    env: { RUN: `${process.execPath} ${command.path} run ${PROMPTS} ${QUICK.join(" ")}` },
  }).ended;

describe.concurrent("spillway run ends", () => {
  it("by Ctrl+C when what is in flight is answered, and goes on from there", async () => {
    const out = command.at("drained.jsonl");
    const { child, text, ended } = command.start(args("drained.model", out), { env });
    await expect.poll(() => lines(out), { timeout: 20_000 }).toBeGreaterThan(0);
    child.kill("SIGINT");
    const { code } = await ended;
    expect(code).toBe(130);
    expect(text.out).toMatch(/Stopping: .*\nStopped: \d+ answered/);
    const { attempts = 0, served = 0, aborted } = simulator.report().lanes["us-east-1/drained.model"] ?? {};
    // Nobody was left in the middle, and nothing that was answered is missing.
    expect([served, aborted]).toEqual([lines(out), 0]);
    expect(served).toBeLessThan(COUNT);
    expect(existsSync(`${out}.lock`)).toBe(false);
    expect((await command.run(args("drained.model", out), { env })).code).toBe(0);
    expect(new Set(idsOf(out)).size).toBe(COUNT);
    expect(lines(out)).toBe(COUNT);
    const rejected = Object.values(simulator.report().lanes["us-east-1/drained.model"]?.rejected ?? {});
    const sent = simulator.report().lanes["us-east-1/drained.model"]?.attempts ?? 0;
    expect(sent - rejected.reduce((sum, each) => sum + each, 0)).toBe(COUNT);
    expect(attempts).toBeGreaterThanOrEqual(served);
  });

  it("at once by a second Ctrl+C", async () => {
    const out = command.at("cut.jsonl");
    const { child, text, ended } = command.start(args("slow.cut", out), { env });
    await expect.poll(() => inFlight("slow.cut"), { timeout: 20_000 }).toBeGreaterThan(0);
    child.kill("SIGINT");
    await expect.poll(() => text.out, { timeout: 20_000 }).toContain("Stopping");
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
  });

  it("before it begins where another process writes to the same output", async () => {
    const out = command.at("locked.jsonl");
    const { child, ended } = command.start(args("slow.locked", out), { env });
    await expect.poll(() => inFlight("slow.locked"), { timeout: 20_000 }).toBeGreaterThan(0);
    const second = await command.run(args("slow.locked", out), { env });
    expect(second).toMatchObject({
      code: 1,
      err: expect.stringMatching(new RegExp(`^error: process ${child.pid} on .+ writes to this output`)),
    });
    // One that was killed leaves its lock behind, which is no hindrance.
    child.kill("SIGKILL");
    await ended;
    expect(existsSync(`${out}.lock`)).toBe(true);
    expect((await command.run([...args("quick.locked", out)], { env })).code).toBe(0);
    expect(lines(out)).toBe(COUNT);
  });

  it("where there is no room, with what there was room for, and goes on from there", async () => {
    const out = command.at("full.jsonl");
    const full = await shell(`ulimit -f 12; $RUN --out ${out}`);
    expect(full).toMatchObject({
      code: 1,
      err: `error: ${out} has no room: it is as large as a file may be here (EFBIG). What was answered is saved: make room, and run the same command again.\n`,
    });
    const before = readFileSync(out, "utf8");
    expect(before.length).toBeGreaterThan(6000);
    expect(before.endsWith("}\n")).toBe(true);
    const saved = lines(out);
    const again = await shell(`$RUN --out ${out}`);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining(`${saved} before`) });
    expect(new Set(idsOf(out)).size).toBe(61);
  });

  it("where there is no room at all, with nothing left behind that would hold up the next run", async () => {
    const out = command.at("nothing.jsonl");
    const full = await shell(`ulimit -f 0; $RUN --out ${out}`);
    expect(full).toMatchObject({ code: 1, err: expect.stringContaining("EFBIG") });
    expect(readdirSync(command.at(".")).filter((name) => name.startsWith("nothing."))).toEqual([]);
    expect((await shell(`$RUN --out ${out}`)).code).toBe(0);
  });

  it("where nobody reads its results any more", async () => {
    expect(await shell("$RUN --out - | head -n 1 | wc -l")).toMatchObject({
      code: 1,
      out: "1\n",
      err: expect.stringContaining(
        "error: standard output is read by nobody any more (EPIPE). What was in flight is lost;",
      ),
    });
  });

  it("as it would have, where nobody listens to what it says", async () => {
    const out = command.at("unheard.jsonl");
    expect(await shell(`$RUN --json --out ${out} | true`)).toMatchObject({ code: 0, err: "" });
    expect(lines(out)).toBe(61);
  });

  it("with nothing but results on standard output, and lines of JSON beside them", async () => {
    const { code, out, err } = await shell("$RUN --out - --json");
    expect(code).toBe(0);
    const results = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(results).toHaveLength(61);
    expect(Object.keys(results[0] ?? {})).toEqual(["recordId", "modelInput", "modelOutput"]);
    expect(JSON.parse(err.trim().split("\n").at(-1) ?? "")).toMatchObject({
      event: "end",
      answered: 61,
      invalid: 0,
      rejected: expect.any(Number),
      out: "-",
    });
  });
});
