import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explain } from "../../src/cli/run-explain.js";
import { createSimulator, type Listening } from "../../src/simulator/index.js";
import { type CommandFile, commandFile, endpoint, NOBODY } from "../command.js";

const QUICK = ["--simulate", "--service-ms", "1", "--slots", "100"];
const RECORDS = '{"id":"a","prompt":"x"}\n{"id":"b","prompt":"y"}\n';

let command: CommandFile;
let service: Listening;
let input: string;

beforeAll(async () => {
  command = await commandFile();
  service = await createSimulator({
    keep: 0,
    defaults: { faults: [{ fault: "temporarilyUnavailable" }] },
  }).listen();
  input = command.at("in.jsonl");
  writeFileSync(input, RECORDS);
});
afterAll(async () => {
  await command.remove();
  await service.close();
});

const beside = (out: string): string[] =>
  readdirSync(command.at(".")).filter((name) => name.startsWith(basename(out)));

describe.skipIf(process.platform === "win32")("a pipe with a name as output", () => {
  it("that nobody reads ends by Ctrl+C", async () => {
    const pipe = command.at("unread");
    spawnSync("bash", ["-c", `mkfifo ${pipe}`]);
    const { child, text, ended } = command.start(["run", input, ...QUICK, "--out", pipe]);
    await expect
      .poll(() => text.out, { timeout: 20_000 })
      .toContain(`Waiting for somebody who reads ${pipe}`);
    child.kill("SIGINT");
    await ended;
    expect(child.exitCode === 130 || child.signalCode === "SIGINT").toBe(true);
  });

  it("holds all results for its reader", async () => {
    const pipe = command.at("read");
    spawnSync("bash", ["-c", `mkfifo ${pipe}`]);
    const reader = spawn("cat", [pipe]);
    let text = "";
    reader.stdout.on("data", (part) => {
      text += part;
    });
    const read = once(reader, "close");
    expect((await command.run(["run", input, ...QUICK, "--out", pipe])).code).toBe(0);
    await read;
    expect(text.split("\n").filter(Boolean)).toHaveLength(2);
  });
});

describe("a run", () => {
  it("does not run over the file that standard input is", async () => {
    const same = command.at("same.jsonl");
    writeFileSync(same, RECORDS);
    const child = spawn(
      process.execPath,
      [command.path, "run", "-", ...QUICK, "--out", same, "--overwrite"],
      { env: NOBODY, stdio: [openSync(same, "r"), "ignore", "pipe"] },
    );
    const [code] = await once(child, "close");
    expect([code, readFileSync(same, "utf8")]).toEqual([2, RECORDS]);
  });

  it("leaves nothing behind where it can't begin", async () => {
    const out = command.at("never.jsonl");
    const { code, err } = await command.run(["run", input, "--model", "m", "--out", out]);
    expect([code, err]).toEqual([1, expect.stringContaining("no region is known")]);
    const nobody = { AWS_REGION: "us-east-1" };
    const second = await command.run(["run", input, "--model", "m", "--out", out], { env: nobody });
    expect(second.code).toBe(1);
    const nameless = await command.run(["run", input, "--out", out], { env: endpoint("http://127.0.0.1:9") });
    expect(nameless.err).toContain("give --model, or a modelId in the record");
    expect(beside(out)).toEqual([]);
    expect(existsSync(input)).toBe(true);
  });

  it("says why it does not get through", async () => {
    const out = command.at("stuck.jsonl");
    const env = endpoint(service.urls["us-east-1"] ?? "");
    const { child, text, ended } = command.start(["run", input, "--model", "m", "--out", out, "--json"], {
      env,
    });
    await expect
      .poll(() => text.out, { timeout: 20_000 })
      .toMatch(
        /"rejected":[1-9].*"lastError":\{"name":"ServiceUnavailableException","message":".+","agoMs":\d+\}/,
      );
    child.kill("SIGINT");
    await ended;
    expect(text.out).toMatch(/"event":"end".*"lastError":\{"name":"ServiceUnavailableException"/);
  }, 30_000);

  it("says where nothing holds its calls back", async () => {
    const out = command.at("observed.jsonl");
    const env = { SPILLWAY_MODE: "observe" };
    const { code, out: said } = await command.run(["run", input, ...QUICK, "--out", out], { env });
    expect([code, said]).toEqual([0, expect.stringContaining("The mode is observe")]);
    const events = await command.run(["run", input, ...QUICK, "--out", out, "--json"], { env });
    expect(events.out).toContain('{"event":"mode","mode":"observe"}');
  });

  it("names before it is made which lines can't be sent, and ids that come twice", async () => {
    const bad = command.at("bad.jsonl");
    writeFileSync(bad, `${RECORDS}[]\n{"id":"a","prompt":""}\n{"id":"a","prompt":"z"}\n`);
    const { out } = await command.run(["run", bad, "--estimate"]);
    expect(out).toContain('Line 4 its "prompt" is empty.');
    expect(out).toContain("Line 3 is a JSON array");
    expect(out).toContain("1 record of them with the id of another");
    const { out: json } = await command.run(["run", bad, "--estimate", "--json"]);
    expect(JSON.parse(json)).toMatchObject({
      batchJobs: 0,
      repeatedIds: 1,
      invalidLines: [{ line: 3 }, { line: 4 }],
    });
  });

  it.each([
    ["SignatureDoesNotMatch", "", "clock"],
    ["RequestTimeTooSkewed", "", "clock"],
    ["Error", "SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"],
    ["ExpiredTokenException", "", "Sign in"],
  ])("advises what helps against %s %s", (name, code, advice) => {
    const error = Object.assign(new Error("no"), { name, code });
    const { message } = explain(error, { path: "out", goesOn: true });
    expect(message).toContain(advice);
    expect(message.includes("Sign in")).toBe(advice === "Sign in");
  });
});
