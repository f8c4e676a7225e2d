import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSimulator, type Listening, type Simulator } from "../../src/simulator/index.js";
import { idsOf, linesOf } from "../batch/help.js";
import { type CommandFile, commandFile, endpoint } from "../command.js";
import { ROOT } from "../docs/markdown.js";

const PROMPTS = join(ROOT, "examples/prompts.jsonl");
const MODEL = ["--model", "us.amazon.nova-lite-v1:0"];
const QUICK = ["--simulate", "--service-ms", "1", "--slots", "100"];

let command: CommandFile;
let simulator: Simulator;
let service: Listening;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  command = await commandFile();
  simulator = createSimulator({
    keep: 0,
    defaults: { slots: 200, service: { meanMs: 2 } },
    models: {
      "denied.*": { faults: [{ fault: "accessDenied" }] },
      "odd.*": { faults: [{ fault: "validation" }] },
    },
  });
  service = await simulator.listen();
  env = endpoint(service.urls["us-east-1"] ?? "");
});
afterAll(async () => {
  await command.remove();
  await service.close();
});

const records = (name: string, lines: readonly string[]): string => {
  const path = command.at(name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
};
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({ id: `r${i}`, prompt: `number ${i}`, maxTokens: 20 }),
  );

describe.concurrent("spillway run", () => {
  it("answers the prompts of the examples, without an account", async () => {
    const out = command.at("first.jsonl");
    const { code, out: said, err } = await command.run(["run", PROMPTS, ...QUICK, "--out", out]);
    expect([code, err]).toEqual([0, ""]);
    expect(said).toMatch(
      /^Done: 61 answered in .+\n6\d requests, \d+ of them rejected; .+\nResults: .+first\.jsonl\n$/,
    );
    const prompts = linesOf(PROMPTS).map((line) => (JSON.parse(line) as { id: string }).id);
    expect(idsOf(out).sort()).toEqual(prompts.sort());
    const again = await command.run(["run", PROMPTS, ...QUICK, "--out", out]);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining("has all 61 answers already") });
  });

  it("names its results after the input, and keeps pretended ones apart", async () => {
    const input = records("names.jsonl", numbered(2));
    // From a folder of its own, with the SDK in reach.
    const cwd = command.at("here");
    mkdirSync(cwd);
    symlinkSync(join(ROOT, "node_modules"), join(cwd, "node_modules"));
    expect((await command.run(["run", input, ...QUICK], { cwd })).code).toBe(0);
    expect((await command.run(["run", input, ...MODEL], { cwd, env })).code).toBe(0);
    const made = readdirSync(cwd).filter((name) => name.startsWith("names"));
    expect(made.sort()).toEqual([
      "names.results.jsonl",
      "names.results.jsonl.journal",
      "names.simulated.jsonl",
      "names.simulated.jsonl.journal",
    ]);
    const mixed = ["run", input, ...MODEL, "--out", join(cwd, "names.simulated.jsonl")];
    expect(await command.run(mixed, { env })).toMatchObject({
      code: 1,
      err: expect.stringContaining("holds a simulator's answers"),
    });
  });

  it.for([
    [[PROMPTS], "line 1 has no model: give --model, or a modelId in the record"],
    [["/nowhere.jsonl", ...QUICK], "/nowhere.jsonl is not there (ENOENT)."],
    [["/tmp", ...QUICK], "/tmp is a directory, not a file of records."],
    [[PROMPTS, ...QUICK, "--out", "/tmp"], "/tmp is a directory: name a file in it."],
    [
      [PROMPTS, ...QUICK, "--out", "/nowhere/x.jsonl"],
      "the folder of /nowhere/x.jsonl is not there (ENOENT).",
    ],
    [[PROMPTS, ...QUICK, "--out", "/dev/full"], "/dev/full has no room: the disk is full (ENOSPC)."],
  ] as const)("says why it can't: %j", async ([args, message]) => {
    const given = args.includes("--out") ? args : [...args, "--out", command.at("never.jsonl")];
    const { code, err } = await command.run(["run", ...given], { env });
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });

  it.for([
    [
      [PROMPTS, "--slots", "3"],
      "--slots, --service-ms and --seed are about the pretend Bedrock: add --simulate.",
    ],
    [[PROMPTS, ...QUICK, "--overwrite", "--retry-errors"], "--overwrite leaves no errors"],
    [[PROMPTS, ...QUICK, "--out", "-", "--overwrite"], "standard output can't be gone on with"],
    [[PROMPTS, ...QUICK, "--out", PROMPTS], "--out is the input itself: name another file."],
    [[PROMPTS, ...QUICK, "--concurrency", "0"], "Must be an integer from 1 to 9000."],
    [[PROMPTS, ...QUICK, "--rpm", "-1"], "Must be a number above 0."],
    [[PROMPTS, ...QUICK, "--priority", "high"], "Allowed choices are batch, interactive."],
    [["-", "--format", "csv", ...QUICK], "CSV is read from a file"],
    [[], "missing required argument 'input'"],
  ] as const)("refuses %j", async ([args, message]) => {
    const { code, out, err } = await command.run(["run", ...args]);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, ""]);
  });

  it("takes flags from variables, and settings as the library does", async () => {
    const input = records("variables.jsonl", numbered(1));
    const config = command.at("settings.json");
    writeFileSync(config, '{"regions":["us-east-1"]}');
    const { AWS_REGION: _, ...nowhere } = env;
    const variables = {
      ...nowhere,
      SPILLWAY_RUN_MODEL: "from.a-variable",
      SPILLWAY_QUOTA_RPM: "1e3",
      SPILLWAY_CONFIG: config,
    };
    const ended = await command.run(["run", input, "--out", command.at("v.jsonl")], { env: variables });
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(simulator.report().lanes["us-east-1/from.a-variable"]?.served).toBe(1);
    const args = ["run", input, "--estimate", "--json"];
    const own = await command.run(args, { env: { SPILLWAY_QUOTA_RPM: "4" } });
    expect(JSON.parse(own.out)).toMatchObject({ atMost: { minutes: 0.25, by: "requests" } });
    const flagged = await command.run([...args, "--rpm", "2"], { env: { SPILLWAY_QUOTA_RPM: "4" } });
    expect(JSON.parse(flagged.out)).toMatchObject({ atMost: { minutes: 0.5, by: "requests" } });
  });

  it("refuses a setting that can't be used before it touches anything", async () => {
    const out = command.at("unset.jsonl");
    const env = { SPILLWAY_QUOTA_TPM: "many" };
    const ended = await command.run(["run", PROMPTS, ...QUICK, "--out", out], { env });
    expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(/^error: .*SPILLWAY_QUOTA_TPM/) });
    expect(existsSync(out)).toBe(false);
  });

  it("asks for the SDK where there is none", async () => {
    const ended = await command.run(["run", PROMPTS, "--simulate"], { cwd: "/" });
    expect(ended).toMatchObject({
      code: 1,
      err: "error: The package @aws-sdk/client-bedrock-runtime is not installed: npm install @aws-sdk/client-bedrock-runtime\n",
    });
  });

  it("asks for a region, and for credentials, and asks nobody else", async () => {
    const input = records("nobody.jsonl", numbered(30));
    const out = command.at("nobody-out.jsonl");
    const none = await command.run(["run", input, ...MODEL, "--out", out]);
    expect(none).toMatchObject({
      code: 1,
      err: expect.stringContaining("no region is known: give --regions"),
    });
    const { AWS_ACCESS_KEY_ID: _, ...keyless } = env;
    const ended = await command.run(["run", input, ...MODEL, "--out", out], { env: keyless });
    expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(/^error: Credentials.*Sign in/) });
    expect(existsSync(out)).toBe(false);
  });

  it("ends where every record would be denied, and says nothing of it in the results", async () => {
    const input = records("denied.jsonl", numbered(30));
    const out = command.at("denied-out.jsonl");
    const ended = await command.run(["run", input, "--model", "denied.model", "--out", out], { env });
    expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(/AccessDenied.*another --model/) });
    expect(existsSync(out)).toBe(false);
  });

  it("writes an error for a record that fails, and asks it anew when it is told to", async () => {
    const odd = JSON.stringify({ id: "odd", modelId: "odd.model", prompt: "hm" });
    const input = records("odd.jsonl", [...numbered(3), odd]);
    const out = command.at("odd-out.jsonl");
    const args = ["run", input, ...MODEL, "--out", out];
    const first = await command.run(args, { env });
    expect(first).toMatchObject({
      code: 3,
      out: expect.stringContaining("1 record failed: their lines hold"),
    });
    const line = linesOf(out).find((each) => each.includes('"odd"')) ?? "";
    expect(JSON.parse(line)).toMatchObject({
      recordId: "odd",
      error: { errorCode: 400, errorMessage: expect.stringMatching(/^ValidationException: /) },
    });
    const requests = simulator.report().lanes["us-east-1/odd.model"]?.attempts;
    expect((await command.run(args, { env })).code).toBe(3);
    expect(simulator.report().lanes["us-east-1/odd.model"]?.attempts).toBe(requests);
    simulator.configure({ models: { "odd.*": { faults: [] } } });
    expect((await command.run([...args, "--retry-errors"], { env })).code).toBe(0);
    expect(idsOf(out).sort()).toEqual(["odd", "r0", "r1", "r2"]);
  });

  it("reads CSV, standard input, and Bedrock's own records", async () => {
    const csv = command.at("reviews.csv");
    writeFileSync(
      csv,
      '\ufeffid,review,maxTokens\r\na,"two\nlines, ""quoted""",20\r\nb,short,\r\nc,"one, too many",3,4\r\n',
    );
    const out = command.at("reviews-out.jsonl");
    const read = await command.run(["run", csv, "--prompt-field", "review", ...QUICK, "--out", out]);
    expect(read).toMatchObject({ code: 3, out: expect.stringContaining("1 line can't be sent") });
    expect(idsOf(out).sort()).toEqual(["a", "b"]);
    expect(linesOf(out).join()).toContain('two\\nlines, \\"quoted\\"');
    expect(linesOf(command.at("reviews-out.rejected.jsonl"))).toEqual([
      '{"line":5,"reason":"is no record of CSV (CSV_RECORD_INCONSISTENT_COLUMNS)"}',
    ]);
    const nameless = await command.run(["run", csv, ...QUICK, "--out", command.at("never2.jsonl")]);
    expect(nameless).toMatchObject({
      code: 2,
      err: expect.stringContaining('no column "prompt": name one of id, review'),
    });

    const batch = JSON.stringify({ recordId: "A", modelInput: { messages: [], max_tokens: 5 } });
    const { child, ended } = command.start([
      "run",
      "-",
      "--model",
      "anthropic.claude-3-haiku-20240307-v1:0",
      ...QUICK,
    ]);
    child.stdin?.end(`${batch}\n`);
    const { code, out: results } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(results)).toMatchObject({
      recordId: "A",
      modelInput: { max_tokens: 5 },
      modelOutput: { role: "assistant" },
    });
  });

  it("leaves bad lines out, with number and reason, and sends the others", async () => {
    const input = command.at("bad.jsonl");
    const parts = [
      Buffer.from('\ufeff{"prompt":"marked"}\r\n'),
      Buffer.from("nonsense\n\n"),
      Buffer.from([0x7b, 0xff, 0x0a]),
      Buffer.from(`{"prompt":"${"x".repeat(50_000_000)}"}\n`),
      Buffer.from('{"prompt":"the last, without an end mark"}'),
    ];
    writeFileSync(input, Buffer.concat(parts));
    const out = command.at("bad-out.jsonl");
    const ended = await command.run(["run", input, ...QUICK, "--out", out]);
    expect(ended).toMatchObject({
      code: 3,
      err: "",
      out: expect.stringContaining("3 lines can't be sent: see"),
    });
    expect(idsOf(out).sort()).toEqual(["L0000000001", "L0000000006"]);
    expect(linesOf(command.at("bad-out.rejected.jsonl")).map((line) => JSON.parse(line))).toEqual([
      { line: 2, reason: "is not JSON: each line must be one whole JSON object" },
      { line: 4, reason: "is not valid UTF-8" },
      { line: 5, reason: expect.stringContaining("is 50.0 MB long") },
    ]);
    const strict = await command.run([
      "run",
      input,
      ...QUICK,
      "--strict",
      "--out",
      command.at("strict.jsonl"),
    ]);
    expect(strict).toMatchObject({ code: 1, err: expect.stringContaining("error: line 2 is not JSON") });
  });

  it("has nothing to do for an empty file", async () => {
    const input = records("empty.jsonl", []);
    writeFileSync(input, "");
    const ended = await command.run(["run", input, ...QUICK, "--out", command.at("empty-out.jsonl")]);
    expect(ended).toMatchObject({ code: 0, err: "", out: "There is no record in it: nothing to do.\n" });
  });

  it("estimates without sending", async () => {
    const plain = await command.run(["run", PROMPTS, ...MODEL, "--estimate"]);
    expect(plain).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("61 records.\nAbout 5,617 tokens in;"),
    });
    expect(plain.out).toContain("takes no job of fewer than 100 records");
    const input = records("many.jsonl", numbered(600));
    const json = await command.run([
      "run",
      input,
      ...MODEL,
      "--estimate",
      "--rpm",
      "60",
      "--tpm",
      "1000",
      "--json",
    ]);
    expect(JSON.parse(json.out)).toMatchObject({
      event: "estimate",
      records: 600,
      maxOutputTokens: 12_000,
      atMost: { by: "tokens" },
      batchJobs: 1,
    });
  });
});
