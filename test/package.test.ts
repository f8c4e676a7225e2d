import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { coreSize } from "../benchmarks/micro/bundle.js";
import * as batch from "../src/batch/index.js";
import * as library from "../src/index.js";
import * as operate from "../src/operate/index.js";
import * as simulator from "../src/simulator/index.js";
import { VERSION } from "../src/version.js";

const root = join(import.meta.dirname, "..");
const manifest = createRequire(import.meta.url)("../package.json");
const npm = (args: string[], cwd: string): string =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: "pipe" });

/** The package as users get it: built, packed, and unpacked into a project of its own. */
let project: string;

beforeAll(() => {
  npm(["run", "--silent", "build"], root);
  project = mkdtempSync(join(tmpdir(), "spillway-package-"));
  const [packed] = JSON.parse(
    npm(["pack", "--ignore-scripts", "--json", "--pack-destination", project], root),
  );
  const into = join(project, "node_modules/spillway");
  execFileSync("mkdir", ["-p", into]);
  execFileSync("tar", ["-xzf", join(project, packed.filename), "-C", into, "--strip-components=1"]);
  for (const name of [
    "opossum",
    "@smithy",
    "@opentelemetry",
    "@aws-sdk",
    "@aws-crypto",
    "tslib",
    "@types",
    "@aws",
  ]) {
    execFileSync("ln", ["-s", join(root, "node_modules", name), join(project, "node_modules", name)]);
  }
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

function node(file: string, code: string): string {
  writeFileSync(join(project, file), code);
  return execFileSync(process.execPath, [file], { cwd: project, encoding: "utf8", stdio: "pipe" });
}

describe("the package", () => {
  it("says its own version", () => {
    expect(VERSION).toBe(manifest.version);
  });

  it("exports these names and no others", () => {
    expect(Object.keys(library).sort()).toEqual([
      "SpillwayError",
      "spillway",
      "withCall",
      "withCalls",
      "withSpillway",
    ]);
    expect(Object.keys(operate).sort()).toEqual([
      "figuresOf",
      "proposeRaise",
      "quotaReader",
      "quotasOfModel",
      "raiseQuota",
      "readQuotas",
    ]);
    expect(Object.keys(batch).sort()).toEqual([
      "mapCommands",
      "openRecords",
      "openResults",
      "recordsFrom",
      "runBatch",
    ]);
    expect(Object.keys(simulator).sort()).toEqual(["VirtualClock", "createSimulator", "seeded", "wordings"]);
  });

  it("has nothing that publint would mend", async () => {
    const { messages } = await publint({ pkgDir: join(project, "node_modules/spillway"), strict: true });
    expect(messages).toEqual([]);
  });

  it("has types that resolve for every kind of consumer", () => {
    const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const [packed] = JSON.parse(
      npm(["pack", "--ignore-scripts", "--json", "--pack-destination", project], root),
    );
    const said = execFileSync(
      process.execPath,
      [attw, join(project, packed.filename), "--profile", "node16"],
      {
        encoding: "utf8",
      },
    );
    // It fails by its exit code; the words only show that it looked.
    expect(said).toContain("(from CJS)");
  }, 60_000);

  it("loads by import and by require, from both sides of a process", () => {
    const code = `
      const { spillway, SpillwayError } = require("spillway");
      const { createSimulator } = require("spillway/simulator");
      const { runBatch } = require("spillway/batch");
      Promise.all([import("spillway"), import("spillway/batch")]).then(([other, { mapCommands }]) => {
        try { other.spillway({ mode: "loud" }); } catch (error) {
          console.log(typeof createSimulator, typeof runBatch, typeof mapCommands, other.spillway !== spillway, error instanceof SpillwayError, error.code);
        }
      });
    `;
    expect(node("both.cjs", code).trim()).toBe("function function function true true INVALID_SETTING");
  });

  it("serves one client from an instance of either copy, once", () => {
    const code = `
      import { createRequire } from "node:module";
      import { spillway, withSpillway } from "spillway";
      import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
      const cjs = createRequire(import.meta.url)("spillway");
      const client = new BedrockRuntimeClient({ region: "us-east-1" });
      client.middlewareStack.use(spillway());
      cjs.withSpillway(client, spillway());
      console.log(client.middlewareStack.identify().filter((name) => name.includes("spillway")).length);
    `;
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
    expect(node("one.mjs", code).trim()).toBe("3");
  });

  it("loads OpenTelemetry only once somebody traces", () => {
    const code = `
      const { spillway } = require("spillway");
      const plugin = spillway();
      const loaded = () => Object.keys(require.cache).some((file) => file.includes("opentelemetry"));
      let middleware;
      const stack = { add: () => undefined, addRelativeTo: (made, { relation }) => { if (relation === "before") middleware = made; } };
      plugin.applyToStack(stack);
      const answer = async () => ({ output: { $metadata: {} }, response: {} });
      const send = () => middleware(answer, {})({ input: {}, request: { hostname: "x.us-east-1.example" } });
      (async () => {
        await send();
        const before = loaded();
        const { trace } = require("@opentelemetry/api");
        const names = [];
        const span = { setAttributes() {}, setStatus() {}, end() {} };
        const tracer = { startSpan: (name) => { names.push(name); return span; } };
        trace.setGlobalTracerProvider({ getTracer: () => tracer });
        await send();
        console.log(before, loaded(), names.length);
      })();
    `;
    expect(node("light.cjs", code).trim()).toBe("false true 1");
  });

  it("adds so much at most to a bundle, minified and compressed, and to that what is loaded once it is needed", async () => {
    const { core, telemetry, quotas } = await coreSize();
    expect(core.compressed).toBeLessThanOrEqual(49_000);
    expect(telemetry.compressed).toBeLessThanOrEqual(4_500);
    expect(quotas.compressed).toBeLessThanOrEqual(6_500);
  });

  describe("without the optional peers", () => {
    let bare: string;
    beforeAll(() => {
      bare = mkdtempSync(join(tmpdir(), "spillway-bare-"));
      mkdirSync(join(bare, "node_modules/@opentelemetry"), { recursive: true });
      cpSync(join(project, "node_modules/spillway"), join(bare, "node_modules/spillway"), {
        recursive: true,
      });
      for (const name of ["opossum", "@opentelemetry/api"]) {
        symlinkSync(join(root, "node_modules", name), join(bare, "node_modules", name));
      }
    });
    afterAll(() => rmSync(bare, { recursive: true, force: true }));

    it.each([
      ["import", 'import { spillway } from "spillway"; console.log(spillway);'],
      ["require", 'console.log(require("spillway").spillway, require("spillway/operate").readQuotas);'],
    ])("can be bundled by %s", async (_how, contents) => {
      const options = { bundle: true, write: false, platform: "node", logLevel: "silent" } as const;
      const { errors } = await build({ stdin: { contents, resolveDir: bare }, ...options });
      expect(errors).toEqual([]);
    });

    it.each([
      ["mjs", 'import { readQuotas } from "spillway/operate";'],
      ["cjs", 'const { readQuotas } = require("spillway/operate");'],
    ])("says what to install (%s)", (ext, line) => {
      const file = join(bare, `read.${ext}`);
      writeFileSync(file, `${line} readQuotas().catch(({ code, message }) => console.log(code, message));`);
      const said = execFileSync(process.execPath, [file], { encoding: "utf8" });
      const name = "@aws-sdk/client-service-quotas";
      expect(said.trim()).toBe(`PEER_MISSING The package ${name} is not installed: npm install ${name}`);
    });

    it("says so as a command, too", () => {
      const command = join(bare, "node_modules/spillway", manifest.bin.spillway);
      const { status, stderr } = spawnSync(process.execPath, [command, "quotas"], {
        cwd: bare,
        encoding: "utf8",
      });
      expect(stderr).toMatch(/^error: .*npm install @aws-sdk\/client-service-quotas\n$/);
      expect(status).toBe(1);
    });
  });

  it("has its command as one executable file that needs nothing else", () => {
    const command = join(project, "node_modules/spillway", manifest.bin.spillway);
    expect(statSync(command).mode & 0o111).not.toBe(0);
    const alone = join(project, "alone.mjs");
    writeFileSync(alone, readFileSync(command));
    expect(execFileSync(process.execPath, [alone, "--version"], { encoding: "utf8" }).trim()).toBe(VERSION);
  });

  it("type-checks in a strict consumer, for any client", () => {
    writeFileSync(
      join(project, "consumer.mts"),
      `import { BedrockRuntime, BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
       import { S3Client } from "@aws-sdk/client-s3";
       import { type SpillwayOptions, spillway, withSpillway } from "spillway";
       import { type QuotaFigures, quotaReader, readQuotas } from "spillway/operate";
       const options: SpillwayOptions = { window: { max: 10 }, queue: { timeoutMs: "none" } };
       spillway({ quota: "auto", quotasFor: quotaReader() }).update({ quota: { source: null } });
       spillway({ models: { x: { quota: "auto" } } }).update({ quota: "auto" });
       const read: Promise<QuotaFigures> = quotaReader()("us-east-1", "x");
       void readQuotas().then(({ quotas }) => quotas[0]?.applied?.toFixed());
       const client = new BedrockRuntimeClient({});
       client.middlewareStack.use(spillway(options));
       new S3Client({}).middlewareStack.use(spillway());
       const same: BedrockRuntimeClient = withSpillway(client, options);
       const whole: BedrockRuntime = withSpillway(new BedrockRuntime({}), spillway());
       spillway().on("window", ({ from, to, reason }) => console.log(from - to, reason.length));
       // @ts-expect-error an option that nobody knows
       spillway({ windw: {} });
       export { read, same, whole };`,
    );
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const flags = [
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--types",
      "node",
      "--skipLibCheck",
      "false",
    ];
    execFileSync(process.execPath, [tsc, ...flags, "--ignoreConfig", "consumer.mts"], {
      cwd: project,
      stdio: "pipe",
    });
  }, 60_000);
});
