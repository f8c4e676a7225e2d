import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { output } from "../../src/cli/simulate-output.js";
import { createSimulator } from "../../src/simulator/index.js";
import { type CommandFile, commandFile, runNode } from "../command.js";
import { clientOf, converse, NOVA } from "./helpers.js";

let command: CommandFile;

beforeAll(async () => {
  command = await commandFile();
});
afterAll(() => command.remove());

const start = (...args: string[]) => command.start(args);

describe.concurrent("spillway simulate", () => {
  it.for([
    [
      ["--slots", "abc"],
      "option '--slots <n>' argument 'abc' is invalid. Must be a number from 0 or Infinity.",
    ],
    [["--rpm", "0"], "option '--rpm <n>' argument '0' is invalid. Must be a number above 0."],
    [
      ["--port", "70000"],
      "option '--port <n>' argument '70000' is invalid. Must be an integer from 0 to 65535.",
    ],
    [
      ["--port", "65535", "--regions", "us-east-1,us-west-2"],
      "option '--port' is 65535. Must be at most 65534",
    ],
    [["--regions", "here"], "option '--regions <names>' argument 'here' is invalid. Must be region names"],
    [["--reject-ms", "5,"], "option '--reject-ms <ms>' argument '5,' is invalid. Must be a number from 0."],
    [
      ["--full", "no"],
      "option '--full <wording>' argument 'no' is invalid. Allowed choices are tooManyRequests",
    ],
    [["--host", "0.0.0.0"], "option '--host' is '0.0.0.0'. Must be one of 127.0.0.1"],
    [["--slotz", "3"], "unknown option '--slotz'"],
  ] as const)("refuses %j", async ([args, message]) => {
    const { code, out, err } = await start("simulate", ...args).ended;
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, ""]);
  });

  it("runs from its sources too", async () => {
    const { code, err } = await runNode(["src/cli/main.ts", "simulate", "--sigma", "9"]);
    expect(err).toContain("argument '9' is invalid. Must be a number from 0 to 5.");
    expect(code).toBe(2);
  });

  it("shows help and version", async () => {
    const [help, version, none] = await Promise.all([
      start("simulate", "--help").ended,
      start("--version").ended,
      start().ended,
    ]);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/Examples:[\s\S]*Exit codes:/);
    expect(version).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(none.code).toBe(2);
  });

  it("serves a real client, and says at its end what came", async () => {
    const { child, text, ended } = start("simulate", "--port", "0", "--service-ms", "5", "--slots", "2");
    await expect.poll(() => text.out, { timeout: 10_000 }).toContain("Ctrl+C");
    const endpoint = /AWS_ENDPOINT_URL_BEDROCK_RUNTIME=(\S+)/.exec(text.out)?.[1] ?? "";
    const client = clientOf({ endpoint });
    await client.send(converse());
    const taken = await start("simulate", "--port", new URL(endpoint).port).ended;
    const { port } = new URL(endpoint);
    expect(taken).toMatchObject({
      code: 1,
      err: `error: port ${port} is taken: give another --port, or 0 for any free one.\n`,
    });
    client.destroy();
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/^us-east-1 anthropic\.\S+: attempts 1 {2}served 1 .*use \S+ %$/m),
    });
  });

  it("prints JSON lines", async () => {
    const { child, text, ended } = start(
      "simulate",
      "--port",
      "0",
      "--json",
      "--regions",
      "us-east-1,us-west-2",
    );
    await expect.poll(() => text.out, { timeout: 10_000 }).toContain("listening");
    child.kill("SIGINT");
    const { code, out } = await ended;
    const lines = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(Object.keys(lines[0]?.urls as object)).toEqual(["us-east-1", "us-west-2"]);
    expect(lines.at(-1)).toMatchObject({ event: "end", totals: { attempts: 0 }, lanes: [] });
  });
});

describe("what is said at the end", () => {
  const LONG = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

  async function said(calls: readonly (readonly [region: string, model: string])[], isTTY: boolean) {
    const regions = ["us-east-1", "ap-southeast-1"];
    const simulator = createSimulator({ regions, keep: 0, defaults: { slots: 9, service: { meanMs: 1 } } });
    for (const [region, model] of calls) {
      const client = clientOf({ region, requestHandler: simulator.handler() });
      await client.send(converse(model));
      client.destroy();
    }
    let text = "";
    const page = {
      isTTY,
      write: (part: string) => {
        text += part;
      },
    };
    output(page, false).end(simulator.report());
    return text.split("\n").slice(1, -1);
  }

  it("stands in 80 columns on a terminal, by model and region", async () => {
    const lines = await said(
      [
        ["us-east-1", LONG],
        ["us-east-1", NOVA],
        ["ap-southeast-1", LONG],
      ],
      true,
    );
    expect(lines.map((line) => line.trim().split(/ +/)[0])).toEqual([
      "attempts",
      LONG,
      "us-east-1",
      "ap-southeast-1",
      NOVA,
      "us-east-1",
    ]);
    expect(lines[3]).toMatch(/^ {2}ap-southeast-1 +1 +1 +0 +0 +0 +1 +[\d.]+ %$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it("is a line for each model and region elsewhere", async () => {
    const lines = await said([["us-east-1", LONG]], false);
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^us-east-1 ${LONG}: attempts 1 {2}served 1 `))]);
  });

  it.each([true, false])("says that no call came (terminal: %s)", async (isTTY) => {
    expect(await said([], isTTY)).toEqual(["No call came."]);
  });
});
