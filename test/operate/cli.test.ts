import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resolveSettings } from "../../src/settings/resolve.js";
import {
  type CommandFile,
  type Ended,
  installedCommand,
  type Launched,
  type LaunchOptions,
  NOBODY,
} from "../command.js";
import { fencesIn } from "../docs/markdown.js";
import { REGION } from "../quotas/samples.js";
import { type StandIn, standIn } from "./stand-in.js";

const SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
let command: CommandFile;
let service: StandIn;

beforeAll(async () => {
  command = await installedCommand();
});
afterAll(() => command.remove());
beforeEach(async () => {
  service = await standIn(REGION);
  return () => service.close();
});

const start = (args: readonly string[], env: LaunchOptions["env"] = {}): Launched =>
  command.start(args, {
    env: {
      ...NOBODY,
      AWS_ENDPOINT_URL_SERVICE_QUOTAS: service.url,
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      ...env,
    },
  });

const spillway = (args: readonly string[], env?: LaunchOptions["env"]): Promise<Ended> =>
  start(args, env).ended;

/** The examples that a command's help shows, as what follows `spillway`. */
async function examplesOf(...command: string[]): Promise<readonly (readonly string[])[]> {
  const { out } = await spillway([...command, "--help"]);
  return [...out.matchAll(/^ {2}\$ spillway (.+)$/gm)].map(([, line = ""]) =>
    (line.split(" > ")[0] ?? "").split(" "),
  );
}

describe("spillway quotas", () => {
  it.each([[["quotas"]], [["quotas", "raise"]]])("%j --help shows examples that work", async (command) => {
    const examples = await examplesOf(...command);
    expect(examples.length).toBeGreaterThan(2);
    for (const args of examples) {
      const { code, err } = await spillway(args);
      expect([args, code, err]).toEqual([args, 0, ""]);
    }
  });

  it("runs each command of docs/quotas.md", async () => {
    const shell = fencesIn("docs/quotas.md").filter(({ language }) => language === "sh");
    const commands = shell.flatMap(({ code }) => [...code.matchAll(/^npx spillway (.+)$/gm)]);
    expect(commands.length).toBeGreaterThan(4);
    for (const [, line = ""] of commands) {
      const { code, err } = await spillway(line.split(" "));
      expect([line, code, err]).toEqual([line, 0, ""]);
    }
  });

  it("prints a line for each quota where nobody watches, and what follows as remarks", async () => {
    const { code, out, err } = await spillway(["quotas", "--model", SONNET]);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.trim().split("\n");
    expect(lines[0]).toBe("region\tmodel\tprofile\tquota\tapplied\tdefault\tmark\tcode");
    expect(lines).toContain(
      "us-east-1\tAnthropic Claude Sonnet 4.5 V1\tgeo\trequestsPerMinute\t10\t200\tlow\tL-4A6BFAB1",
    );
    expect(lines).toContain(
      "us-east-1\tAnthropic Claude Sonnet 4.5 V1\tglobal\trequestsPerMinute\t0\t10000\tzero\tL-DB84CE56",
    );
    const remarks = lines.filter((line) => line.startsWith("# "));
    expect(remarks).toContain("#   export SPILLWAY_QUOTA_RPM=10");
    expect(lines.filter((line) => !line.startsWith("# "))).toHaveLength(7);
  });

  it("prints settings that spillway takes", async () => {
    const { out } = await spillway(["quotas", "--model", SONNET]);
    const remarks = out.split("\n").flatMap((line) => (line.startsWith("# ") ? [line.slice(2)] : []));
    const variables = remarks.flatMap((line) => {
      const [, name = "", value] = /^ {2}export (\w+)=(\S+)$/.exec(line) ?? [];
      return value === undefined ? [] : [[name, value] as const];
    });
    const expected = { requestsPerMinute: 10, tokensPerMinute: 200_000, tokensPerDay: 288_000_000 };
    const { settings, warnings } = resolveSettings({}, { environment: Object.fromEntries(variables) });
    expect([settings.quota, warnings]).toEqual([expect.objectContaining(expected), []]);
    const file = remarks.slice(remarks.indexOf("  {"), remarks.indexOf("  }") + 1).join("\n");
    const read = resolveSettings({}, { environment: { SPILLWAY_CONFIG: "x" }, readFile: () => file });
    expect(read.warnings).toEqual([]);
    expect(read.settings.models).toEqual([{ pattern: SONNET, quota: expected }]);
  });

  it("prints JSON that spillway takes the settings of", async () => {
    const { out } = await spillway([
      "quotas",
      "--json",
      "--model",
      `${SONNET},global.anthropic.claude-opus-4-8`,
    ]);
    const told = JSON.parse(out);
    expect(told.regions[0].quotas[0]).toMatchObject({
      model: "Anthropic Claude Sonnet 4.5 V1",
      profile: "geo",
      requestsPerMinute: { code: "L-4A6BFAB1", applied: 10, default: 200, mark: "low" },
    });
    expect(told.tokens).toEqual({ [SONNET]: { maxOutputTokens: 64_000, outputWeight: 5 } });
    expect(told.sources).toMatchObject({ names: { date: "2026-04-20" }, tokens: { read: "2026-11" } });
    expect(told.regions[0].unresolved).toEqual([
      { modelId: "global.anthropic.claude-opus-4-8", reason: expect.stringContaining("not known here") },
    ]);
    const { settings } = resolveSettings(told.settings);
    expect(settings.models[0]?.quota).toMatchObject({ requestsPerMinute: 10 });
  });

  it("says what it does not know, and goes by the name that it is told", async () => {
    const opus = "global.anthropic.claude-opus-4-8";
    const unknown = await spillway(["quotas", "--model", opus]);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(
      /^error: us-east-1: global\S+: .*not known here .* "Anthropic Claude Opus 4\.8" reads alike/,
    );
    const told = await spillway(["quotas", "--model", opus, "--name", "Anthropic Claude Opus 4.8"]);
    expect(told).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("\ttokensPerMinute\t1000000\t"),
    });
  });

  it("shows what it could read where a region can't be", async () => {
    service.fail("ListServiceQuotas", "AccessDeniedException", 400);
    const { code, out, err } = await spillway(["quotas", "--regions", "us-east-1,us-west-2"]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(
      "error: The quotas of us-east-1: AccessDeniedException: no: AccessDeniedException. spillway doctor tells",
    );
  });

  it.each([
    ["credentials", { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }, "Sign in"],
    [
      "a network",
      { AWS_ENDPOINT_URL_SERVICE_QUOTAS: "http://127.0.0.1:1" },
      "See whether AWS can be reached",
    ],
  ])("says what to do without %s", async (_, env, advice) => {
    for (const args of [["quotas"], ["quotas", "raise", "--model", SONNET, "--to", "9000000"]]) {
      const { code, out, err } = await spillway(args, env);
      expect([code, out]).toEqual([1, ""]);
      expect(err).toMatch(/^error: The quotas of us-east-1: .*; spillway doctor tells more\.\n$/);
      expect(err).toContain(`. ${advice}`);
    }
  });

  it.each([
    ["quotas", ["no region", "no credentials", "no network", "no permission", "not known"]],
    ["quotas raise", ["in vain", "no region", "no credentials", "no network", "no permission"]],
    ["watch", ["no region", "no credentials", "no network", "no permission", "SIGTERM"]],
    ["simulate", ["a port is taken", "SIGTERM"]],
    ["", ["could not be done", "run and doctor"]],
  ])("has exit codes in the help of %j that fit it", async (name, words) => {
    const { out } = await spillway([...name.split(" ").filter(Boolean), "--help"]);
    const codes = out.slice(out.indexOf("Exit codes:")).replace(/\s+/g, " ");
    for (const word of words) expect(codes).toContain(word);
    expect(codes.includes("port")).toBe(name === "simulate");
    expect(codes.includes("SIGTERM")).toBe(words.includes("SIGTERM"));
  });

  it("says nothing of the SDK's plans for Node", async () => {
    const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: undefined };
    expect(await spillway(["quotas"], env)).toMatchObject({ code: 0, err: "" });
  });

  it.each([["simulate"], ["run"], ["quotas"]])(
    "%s --help ends quietly when nobody reads it",
    async (name) => {
      const { child, ended } = start([name, "--help"]);
      child.stdout?.destroy();
      const { code, err } = await ended;
      expect([code, err]).toEqual([0, ""]);
    },
  );

  it("keeps its exit code when nobody hears the complaint", async () => {
    const { child, ended } = start(["quotas", "--nothing"]);
    child.stderr?.destroy();
    expect(await ended).toMatchObject({ code: 2, out: "" });
  });

  it("asks as the SDK is configured, page by page", async () => {
    await spillway(["quotas", "--regions", "eu-west-1"]);
    const listed = service.arrived.filter(({ operation }) => operation === "ListServiceQuotas");
    expect(listed.length).toBeGreaterThan(3);
    for (const { body, authorization } of listed) {
      expect(body.ServiceCode).toBe("bedrock");
      expect(authorization).toMatch(/Credential=AKIDEXAMPLE\/\d+\/eu-west-1\/servicequotas\//);
    }
  });

  it.each([
    ["--regions", ["--regions", "eu-west-1"], { SPILLWAY_REGIONS: "us-west-2" }, ["eu-west-1"]],
    ["SPILLWAY_REGIONS", [], { SPILLWAY_REGIONS: "us-west-2,us-east-2" }, ["us-east-2", "us-west-2"]],
    ["AWS_REGION", [], {}, ["us-east-1"]],
  ])("asks in the regions of %s", async (_, args, env, regions) => {
    const shown = await spillway(["quotas", ...args], env);
    const raised = await spillway(["quotas", "raise", "--model", SONNET, "--to", "2000000", ...args], env);
    expect([shown.err, raised.err]).toEqual(["", ""]);
    const signed = service.arrived.map(({ authorization }) => authorization.split("/")[2] ?? "");
    expect([...new Set(signed)].sort()).toEqual(regions);
    expect([...new Set(raised.out.match(/^[a-z]{2}-\w+-\d/gm))].sort()).toEqual(regions);
  });

  it("refuses to guess a region", async () => {
    const { code, err } = await spillway(["quotas"], { AWS_REGION: undefined });
    expect([code, err]).toEqual([
      1,
      "error: no region is known: give --regions us-east-1, or set AWS_REGION.\n",
    ]);
  });

  it("asks for more of several models after one reading", async () => {
    const models = `${SONNET},${SONNET.replace("us.", "global.")}`;
    await spillway(["quotas", "raise", "--model", SONNET, "--to", "2000000"]);
    const one = service.arrived.filter(({ operation }) => operation === "ListServiceQuotas").length;
    service.arrived.length = 0;
    const { out } = await spillway(["quotas", "raise", "--model", models, "--to", "9000000"]);
    expect(out.match(/to ask for: 9,000,000/g)).toHaveLength(2);
    const two = service.arrived.filter(({ operation }) => operation === "ListServiceQuotas").length;
    expect(two).toBe(one);
  });

  it("ends quietly when nobody reads any more", async () => {
    const { child, ended } = start(["quotas", "--json"]);
    child.stdout?.destroy();
    const { code, err } = await ended;
    expect([code, err]).toEqual([0, ""]);
  });

  it.each([
    [["--model", "a b"], "Must be model or profile ids"],
    [["--model", "*claude*"], "Must be whole ids"],
    [["--name", "x"], "option '--name' goes with one --model"],
    [["--name", "x", "--model", "a,b"], "option '--name' goes with one --model"],
    [["--regions", "here"], "Must be region names"],
    [["raise", "--model", "a"], "required option '--to <n>' not specified"],
    [["raise", "--model", "a", "--to", "0"], "Must be a number above 0"],
    [["raise", "--model", "a", "--to", "9", "--of", "days"], "Allowed choices are tokens, requests"],
  ])("refuses %j", async (args, message) => {
    const { code, out, err } = await spillway(["quotas", ...args]);
    expect(err).toContain(message);
    expect([code, out, service.arrived]).toEqual([2, "", []]);
  });
});

describe("spillway quotas raise", () => {
  const args = ["quotas", "raise", "--model", SONNET, "--to", "2000000"];

  it("shows what it would ask, and asks nothing", async () => {
    const { code, out, err } = await spillway(args);
    expect([code, err, service.requested]).toEqual([0, "", []]);
    expect(out).toBe(`us-east-1  L-F4DDD3EB
  Cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1
  applied 200,000, default 200,000; to ask for: 2,000,000
  Nothing was asked. --yes asks.
`);
  });

  it("asks with --yes, and not twice", async () => {
    const first = await spillway([...args, "--yes"]);
    expect(first.out).toContain("Asked: request request-1 for 2,000,000, PENDING.");
    expect(first.code).toBe(0);
    expect(service.requested).toMatchObject([{ QuotaCode: "L-F4DDD3EB", DesiredValue: 2_000_000 }]);
    for (const again of [args, [...args, "--yes"]]) {
      const { code, out } = await spillway(again);
      expect(out).toContain(
        "Nothing was asked: one is open already, request request-1 for 2,000,000, PENDING.",
      );
      expect(code).toBe(1);
    }
    expect(service.requested).toHaveLength(1);
  });

  it.each([
    ["QuotaExceededException", 409, "too many requests are open in this account"],
    ["AccessDeniedException", 403, "it takes the permission servicequotas:RequestServiceQuotaIncrease"],
    ["ResourceAlreadyExistsException", 400, "a request is open already"],
  ])("says what %s means", async (name, status, meaning) => {
    service.fail("RequestServiceQuotaIncrease", name, status);
    const { code, out } = await spillway([...args, "--yes"]);
    expect(out).toContain(meaning);
    expect(code).toBe(1);
  });

  it("lets other errors through", async () => {
    service.fail("RequestServiceQuotaIncrease", "IllegalArgumentException", 400);
    expect(await spillway([...args, "--yes"])).toMatchObject({
      code: 1,
      err: "error: IllegalArgumentException: no: IllegalArgumentException\n",
    });
  });

  it("prints JSON lines", async () => {
    const { out } = await spillway([...args, "--json", "--yes"]);
    expect(JSON.parse(out)).toMatchObject({
      region: "us-east-1",
      quota: { code: "L-F4DDD3EB" },
      to: 2_000_000,
      outcome: "asked",
      request: { id: "request-1" },
    });
  });

  it.each([
    ["200", "to is 200: expected a number above 200000"],
    ["1", "to is 1: expected"],
  ])("refuses --to %s, which is not more", async (to, message) => {
    const { code, err } = await spillway(["quotas", "raise", "--model", SONNET, "--to", to, "--yes"]);
    expect(err).toContain(message);
    expect(code).toBe(1);
    expect(service.requested).toEqual([]);
  });
});
