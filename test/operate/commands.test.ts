import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandFile, commandFile, type Ended, installedCommand } from "../command.js";
import { SONNET } from "./lanes.js";
import { type AwsState, type PretendAws, pretendAws } from "./pretend-aws.js";

/** What looks like secrets, to be looked for in all that is printed. */
const SECRETS = {
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  AWS_SESSION_TOKEN: "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
};

const BUSY = {
  Invocations: 50,
  InvocationThrottles: 9,
  EstimatedTPMQuotaUsage: 190_000,
  InputTokenCount: 100_000,
  OutputTokenCount: 18_000,
  InvocationLatency: 3000,
  TimeToFirstToken: 400,
  CacheReadInputTokens: 70,
};

const CROSS = "Cross-region model inference";
const STATE: AwsState = {
  metrics: Object.fromEntries(
    Object.entries(BUSY).map(([name, value]) => [`us-east-1 ${SONNET} ${name}`, value]),
  ),
  quotas: [
    { code: "L-559DCC33", name: `${CROSS} requests per minute for Anthropic Claude Sonnet 4 V1`, value: 200 },
    {
      code: "L-59759B4A",
      name: `${CROSS} tokens per minute for Anthropic Claude Sonnet 4 V1`,
      value: 200_000,
    },
  ],
  models: [{ id: SONNET.slice(3), onDemand: false }],
  profiles: [SONNET],
};

const LANE = { window: 4, inFlight: 2, queued: 1, roundTripMs: 5, quotas: {} };
const SNAPSHOT = {
  version: 1,
  lanes: [
    { ...LANE, region: "us-east-1", model: SONNET, counters: { served: 7, throttled: 1, unavailable: 0 } },
  ],
  breakers: [],
};

let command: CommandFile;
let aws: PretendAws;
const printed: string[] = [];

beforeAll(async () => {
  [command, aws] = await Promise.all([installedCommand(), pretendAws(STATE)]);
  await writeFile(command.at("spillway.json"), JSON.stringify(SNAPSHOT));
  await writeFile(
    command.at("bedrock.mjs"),
    `import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
     export const client = new BedrockRuntimeClient({ region: "us-east-1", retryMode: "adaptive" });`,
  );
});

afterAll(async () => {
  await Promise.all([command.remove(), aws.close()]);
});

/** Variables that lead a command to the pretend AWS. */
const towards = ({ url, runtimeUrl }: PretendAws): Readonly<Record<string, string>> => ({
  AWS_REGION: "us-east-1",
  AWS_ENDPOINT_URL: url,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: runtimeUrl,
  ...SECRETS,
});

/** Runs it against the pretend AWS; what it prints is searched for secrets at the end. */
async function run(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Ended> {
  const ended = await command.run(args, { env: { ...towards(aws), ...env } });
  printed.push(ended.out, ended.err);
  return ended;
}

/** Runs it until it has printed something, and ends it as Ctrl+C does. */
async function runUntil(args: readonly string[], text: string): Promise<Ended> {
  const { child, text: so, ended } = command.start(args, { env: towards(aws) });
  await expect.poll(() => so.out, { timeout: 15_000 }).toContain(text);
  child.kill("SIGINT");
  const all = await ended;
  printed.push(all.out, all.err);
  return all;
}

describe("spillway watch", () => {
  it("reads all that it needs over the wire, and says what it means in lines", async () => {
    aws.asked.length = 0;
    const { code, out, err } = await run(["watch", "--regions", "us-east-1,us-west-2"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`us-east-1 ${SONNET}: quota: tokens per minute`);
    expect(out).toContain(`us-east-1 ${SONNET}: quota tokens last 190k peak 190k of 200k mean 190k per min`);
    expect(out).toContain(`us-east-1 ${SONNET}: tokens from cache last 70`);
    expect(out).toContain("to do: SPILLWAY_QUOTA_TPM=200000");
    expect(out).toContain("to do: SPILLWAY_REGIONS=us-east-1,us-west-2");
    expect(out).not.toContain("\u001b");
    const cloudWatch = aws.asked.filter(({ action }) => action.startsWith("cloudwatch:"));
    // The protocol of the current client: another one would need another pretence.
    expect(new Set(cloudWatch.map(({ contentType }) => contentType))).toEqual(
      new Set(["application/x-amz-json-1.0"]),
    );
    expect(new Set(cloudWatch.map(({ region }) => region))).toEqual(new Set(["us-east-1", "us-west-2"]));
  });

  it("prints JSON with every point", async () => {
    const { out } = await run(["watch", "--json", "--since", "10m", "--snapshot", "spillway.json"]);
    const report = JSON.parse(out);
    expect(report.lanes).toHaveLength(1);
    expect(report.lanes[0]).toMatchObject({
      region: "us-east-1",
      model: SONNET,
      causes: ["tokens"],
      quotas: { requestsPerMinute: 200, tokensPerMinute: 200_000 },
      points: { accepted: new Array(10).fill(50), cacheReadTokens: new Array(10).fill(70) },
    });
    expect(report.processes).toMatchObject([{ name: "spillway.json", lanes: [{ window: 4, served: 7 }] }]);
  });

  it("follows in lines: the whole once, until it is asked to end", async () => {
    const { code, out, err } = await runUntil(["watch", "--follow"], "quota: tokens per minute");
    expect([code, err]).toEqual([0, ""]);
    expect(out.match(/in steps of 1 min/g)).toHaveLength(1);
  });

  it("says what it can't read of a snapshot, and goes on", async () => {
    const { code, out } = await run(["watch", "--snapshot", "bedrock.mjs", "--snapshot", "none.json"]);
    expect(code).toBe(0);
    expect(out).toContain("not known: The snapshot in bedrock.mjs: it is not JSON.");
    expect(out).toContain("not known: The snapshot in none.json: it can't be read (ENOENT).");
  });

  it("says that there is nothing", async () => {
    const { code, out } = await run(["watch", "--regions", "eu-west-1"]);
    expect(code).toBe(0);
    expect(out).toContain("No model of Bedrock has metrics in this time.");
  });

  it("ends with 1 where nothing can be read, and says what is missing", async () => {
    aws.state = { ...STATE, denied: ["cloudwatch:ListMetrics"] };
    const { code, out, err } = await run(["watch"]);
    aws.state = STATE;
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("is not authorized to perform: cloudwatch:ListMetrics");
    expect(err).toContain("spillway doctor tells more");
  });

  it("takes packages from the folder in which it is called, and says which is nowhere", async () => {
    const alone = await commandFile();
    const there = await alone.run(["watch"], { env: towards(aws), cwd: command.at("") });
    const nowhere = await alone.run(["watch"], { env: towards(aws), cwd: alone.at("") });
    await alone.remove();
    expect(there).toMatchObject({ code: 0, err: "" });
    expect(nowhere).toMatchObject({
      code: 1,
      err: "error: The package @aws-sdk/client-cloudwatch is not installed: npm install @aws-sdk/client-cloudwatch\n",
    });
  });

  it.each([
    [["--since", "3"], "Must be a time from 5m to 15d"],
    [["--every", "5"], "Must be a number from 10 to 3600"],
    [["--regions", "here"], "Must be region names"],
    [["--model", "a b"], "Must be model or profile ids"],
    [["--follows"], "unknown option '--follows'"],
  ])("refuses %j", async (args, words) => {
    const { code, err, out } = await run(["watch", ...args]);
    expect(err).toContain(words);
    expect([code, out]).toEqual([2, ""]);
  });

  it("refuses to guess a region", async () => {
    const { code, err } = await run(["watch"], { AWS_REGION: "" });
    expect([code, err]).toEqual([
      1,
      "error: no region is known: give --regions us-east-1, or set AWS_REGION.\n",
    ]);
  });
});

describe("spillway doctor", () => {
  it("finds all well, by real clients over the wire, and sends a model nothing that it could serve", async () => {
    aws.asked.length = 0;
    const { code, out, err } = await run(["doctor", "--model", SONNET]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("ok: credentials: identity: account …9012, assumed-role/app-role");
    expect(out).toContain(`ok: models: ${SONNET} us-east-1: a profile of this region`);
    expect(out).toContain("ok: permissions: bedrock:InvokeModelWithResponseStream us-east-1: allowed");
    expect(out).toContain("ok: clock: time: within 30 s of the service's");
    expect(out).toMatch(/^0 failed, \d+ warnings?, 0 not known, \d+ ok\.$/m);
    const sent = aws.asked.filter(({ action }) => action.startsWith("bedrock:Invoke"));
    expect(sent.map(({ body }) => body)).toEqual(["spillway doctor", "spillway doctor"]);
  });

  it("ends with 1 where something failed, each with what to do", async () => {
    aws.state = { ...STATE, denied: ["bedrock:InvokeModel", "cloudwatch:GetMetricData"], aheadMs: 3_600_000 };
    const env = { SPILLWAY_WINDOW_MAX: "abc", AWS_RETRY_MODE: "adaptive" };
    const { code, out } = await run(["doctor", "--model", `${SONNET},eu.acme.x-v1`], env);
    aws.state = STATE;
    expect(code).toBe(1);
    expect(out).toContain("FAILED: permissions: bedrock:InvokeModel us-east-1: not allowed -> allow it");
    expect(out).toContain(
      "warning: permissions: cloudwatch:GetMetricData us-east-1: not allowed (spillway watch",
    );
    expect(out).toContain("FAILED: models: eu.acme.x-v1 us-east-1: no profile of this region");
    expect(out).toContain("behind: AWS refuses signatures");
    expect(out).toContain("FAILED: spillway settings: values: window.max (SPILLWAY_WINDOW_MAX)");
    expect(out).toContain("warning: SDK settings: retry mode: adaptive (AWS_RETRY_MODE)");
  });

  it("tells of credentials that are bad, without their error's quotation of the request", async () => {
    const message = `no match.\n\nThe Canonical String\nx-amz-security-token:${SECRETS.AWS_SESSION_TOKEN}`;
    aws.state = { ...STATE, stsError: { code: "SignatureDoesNotMatch", message } };
    const { code, out } = await run(["doctor"]);
    aws.state = STATE;
    expect(code).toBe(1);
    expect(out).toContain("FAILED: credentials: identity: SignatureDoesNotMatch: no match.");
    expect(out).toContain("not known: permissions: all: not tried");
  });

  const TOPICS = ["credentials: identity", "clock: time", "permissions: all", "models: all"];

  it("leaves no topic out where no region is known", async () => {
    const { code, out } = await run(["doctor"], { AWS_REGION: undefined });
    expect(code).toBe(1);
    expect(out).toContain("FAILED: SDK settings: region: none -> set AWS_REGION");
    for (const topic of TOPICS) expect(out).toContain(`not known: ${topic}: not tried: no region is known`);
  });

  it.each([
    [["--regions", "us-east-1"], {}],
    [[], { SPILLWAY_REGIONS: "us-east-1" }],
    [["--client", "bedrock.mjs"], {}],
  ])("takes a region from %j, %j where the environment names none", async (args, env) => {
    const { code, out } = await run(["doctor", ...args], { AWS_REGION: undefined, ...env });
    expect(out).toContain("warning: SDK settings: region: none in the environment: clients must name it");
    expect(out).toContain("ok: permissions: cloudwatch:ListMetrics us-east-1: allowed");
    expect(code).toBe(0);
  });

  it("says what is not known for want of packages, and reads AWS_REGION by itself", async () => {
    const alone = await commandFile();
    const cwd = alone.at("");
    const named = await alone.run(["doctor"], { env: towards(aws), cwd });
    const unnamed = await alone.run(["doctor"], { env: { ...towards(aws), AWS_REGION: undefined }, cwd });
    await alone.remove();
    const missing = "The package @aws-sdk/client-sts is not installed: npm install @aws-sdk/client-sts";
    expect(named.out).toContain("ok: SDK settings: region: us-east-1");
    expect(named.out).toContain(`not known: credentials: identity: ${missing}`);
    expect(named.out).toMatch(/not known: permissions: cloudwatch:ListMetrics .*npm install/);
    expect(unnamed.out).toContain(`not known: SDK settings: region: ${missing}`);
    for (const topic of TOPICS) expect(unnamed.out).toContain(`not known: ${topic}: not tried`);
    expect([named.code, unnamed.code]).toEqual([0, 0]);
  });

  it("finds what the shared configuration file sets, as the SDK does", async () => {
    const file = command.at("aws-config");
    await writeFile(file, "[profile busy]\nregion = us-west-2\nretry_mode = adaptive\nmax_attempts = 9\n");
    const { out } = await run(["doctor"], {
      AWS_CONFIG_FILE: file,
      AWS_PROFILE: "busy",
      AWS_REGION: undefined,
    });
    expect(out).toContain("ok: SDK settings: region: us-west-2");
    expect(out).toContain("warning: SDK settings: retry mode: adaptive (the shared configuration file)");
    expect(out).toContain("warning: SDK settings: max attempts: 9 (the shared configuration file)");
  });

  it("looks at the application's own client", async () => {
    const { code, out } = await run(["doctor", "--client", "bedrock.mjs"]);
    expect(code).toBe(0);
    expect(out).toContain("warning: SDK settings: client: has no spillway on it");
    expect(out).toContain("warning: SDK settings: client: retry mode: adaptive");
    const missing = await run(["doctor", "--client", "none.mjs"]);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("which can't be loaded (ERR_MODULE_NOT_FOUND)");
  });

  it("prints JSON", async () => {
    const { out } = await run(["doctor", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ failed: false, findings: expect.any(Array) });
  });
});

describe("the examples of --help", () => {
  const examplesOf = async (name: string): Promise<string[][]> => {
    const { out } = await run([name, "--help"]);
    const lines = [...out.matchAll(/^ {2}\$ spillway (.*)$/gm)].map(([, line = ""]) => line);
    return lines.map((line) => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word));
  };

  it.each(["watch", "doctor"])("of %s run, and fit 80 columns", async (name) => {
    const examples = await examplesOf(name);
    expect(examples.length).toBeGreaterThan(3);
    for (const args of examples) {
      const follows = args.includes("--follow");
      const { code, err, out } = follows ? await runUntil(args, "in steps") : await run(args);
      expect([args, code, err]).toEqual([args, 0, ""]);
      expect(out).not.toBe("");
    }
    const { out } = await run([name, "--help"]);
    const prose = out.split("\n").filter((line) => !line.startsWith("  $ "));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
  });

  it("draw a picture of what was read", async () => {
    const svg = await readFile(command.at("bedrock.svg"), "utf8");
    expect(svg).toMatch(/^<svg [\s\S]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain("quota 200k");
    expect(svg).toContain("throttled");
    expect(svg).not.toContain("NaN");
  });
});

it("prints no secret, no account number and no name of a session, whatever it prints", () => {
  expect(printed.length).toBeGreaterThan(40);
  const text = printed.join("\n");
  for (const secret of [...Object.values(SECRETS), "123456789012", "ann.smith"]) {
    expect(text).not.toContain(secret);
  }
});
