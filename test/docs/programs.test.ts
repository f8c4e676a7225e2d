import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSimulator, type Listening } from "spillway/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runNode } from "../command.js";
import { type StandIn, standIn } from "../operate/stand-in.js";
import { REGION } from "../quotas/samples.js";
import { allFences, type Fence, ROOT } from "./markdown.js";

/** Languages that run; a block in one of these is a whole program, or is marked `fragment`. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  ts: "mts",
  typescript: "mts",
  js: "mjs",
  javascript: "mjs",
};
const MOST_FRAGMENTS = 3;

/** A program that shows what is refused: with the code of the error that ends it. */
const THROWS = /^throws ([A-Z_]+)$/;

const code = allFences().filter(({ language }) => language in EXTENSIONS);
const programs = code.filter(({ mark }) => mark === "" || THROWS.test(mark));

const nameOf = ({ at, language }: Fence): string =>
  `${at.replace(/[^\w]+/g, "-")}.${EXTENSIONS[language] ?? "mts"}`;

let folder = "";
let listening: Listening;
let quotas: StandIn;

beforeAll(async () => {
  // Inside the project, so that packages resolve as they do for the project.
  await mkdir(join(ROOT, ".tmp"), { recursive: true });
  folder = await mkdtemp(join(ROOT, ".tmp/docs-"));
  for (const fence of programs) await writeFile(join(folder, nameOf(fence)), fence.code);
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: { noUnusedLocals: false, paths: paths() },
    include: ["*.mts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const defaults = { slots: 8, service: { meanMs: 20, sigma: 0 }, networkMs: 0 };
  listening = await createSimulator({ defaults }).listen();
  quotas = await standIn(REGION);
});

afterAll(async () => {
  await listening?.close();
  await quotas?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Those of tsconfig.json, seen from the folder. */
const paths = () => ({
  spillway: ["../../src/index.ts"],
  "spillway/batch": ["../../src/batch/index.ts"],
  "spillway/simulator": ["../../src/simulator/index.ts"],
  "spillway/operate": ["../../src/operate/index.ts"],
});

const typeCheck = (): Promise<string> =>
  new Promise((resolve) => {
    const args = ["node_modules/typescript/bin/tsc", "--noEmit", "-p", folder];
    execFile(process.execPath, args, { cwd: ROOT }, (_error, stdout) => resolve(stdout));
  });

describe("the programs in the docs", () => {
  it("are there, nearly all of them whole", () => {
    expect(programs.length).toBeGreaterThan(5);
    expect(code.length - programs.length).toBeLessThanOrEqual(MOST_FRAGMENTS);
    expect(code.filter((fence) => !programs.includes(fence) && fence.mark !== "fragment")).toEqual([]);
  });

  it("compile", { timeout: 120_000 }, async () => {
    expect(await typeCheck()).toBe("");
  });

  it.concurrent.for(programs.map((fence) => [fence.at, fence] as const))(
    "%s runs, and says nothing on stderr that it does not announce",
    { timeout: 60_000 },
    async ([, fence], { expect }) => {
      const env = {
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: listening.urls["us-east-1"] ?? "",
        AWS_ENDPOINT_URL_SERVICE_QUOTAS: quotas.url,
      };
      const { code, err } = await runNode([join(folder, nameOf(fence))], { env });
      const [, thrown] = THROWS.exec(fence.mark) ?? [];
      if (thrown === undefined) expect(err).toBe("");
      else expect(err).toContain(`code: '${thrown}'`);
      expect(code).toBe(thrown === undefined ? 0 : 1);
    },
  );
});

describe("the data in the docs", () => {
  it.for(
    allFences()
      .filter(({ language }) => language === "json")
      .map((fence) => [fence.at, fence] as const),
  )("%s is JSON", ([, { code }]) => {
    expect(() => JSON.parse(code)).not.toThrow();
  });
});
