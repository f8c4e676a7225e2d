import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RUN_HELP } from "../../src/cli/run-help.js";
import { createSimulator, type Listening } from "../../src/simulator/index.js";
import { type CommandFile, commandFile, endpoint } from "../command.js";
import { pages, pageText, ROOT } from "../docs/markdown.js";

const inHelp = [...RUN_HELP.matchAll(/^ {2}\$ spillway (run .+)$/gm)];
const inDocs = pages().flatMap((page) => [
  ...pageText(page).matchAll(/^(?:npm ci && )?npx spillway (run .+)$/gm),
]);
const EXAMPLES = [...new Set([...inHelp, ...inDocs].map(([, line = ""]) => line))];

let command: CommandFile;
let service: Listening;
let cwd: string;

beforeAll(async () => {
  command = await commandFile();
  service = await createSimulator({ keep: 0, defaults: { slots: 100, service: { meanMs: 2 } } }).listen();
  // What the examples speak of.
  cwd = command.at("reader");
  mkdirSync(cwd);
  for (const name of ["node_modules", "examples"]) symlinkSync(join(ROOT, name), join(cwd, name));
  writeFileSync(join(cwd, "prompts.jsonl"), '{"prompt":"Where does the water go?"}\n');
  writeFileSync(join(cwd, "reviews.csv"), "id,review\na,It holds water.\nb,It leaks.\n");
});
afterAll(async () => {
  await command.remove();
  await service.close();
});

/** Words of a line of the shell, as far as our examples go. */
const words = (line: string): string[] =>
  [...line.replace(/ > \S+$/, "").matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare = ""]) => quoted ?? bare,
  );

describe("spillway run, in its help and in the docs", () => {
  it("fits into 80 columns where it is ours to break lines, and is complete", async () => {
    const { code, out } = await command.run(["run", "--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/Records [\s\S]*Examples:[\s\S]*Exit codes:/);
    const long = out.split("\n").filter((line) => line.length > 80 && !line.startsWith("  $ "));
    expect(long).toEqual([]);
  });

  it("has several examples", () => expect(EXAMPLES.length).toBeGreaterThan(3));

  it.for(EXAMPLES)("%s", async (line) => {
    for (const name of ["prompts.simulated.jsonl", "reviews.simulated.jsonl"])
      rmSync(join(cwd, name), { force: true });
    const { code, out, err } = await command.run(words(line), {
      cwd,
      env: endpoint(service.urls["us-east-1"] ?? ""),
    });
    expect([code, line.includes("--json") ? "" : err]).toEqual([0, ""]);
    expect(out).toMatch(line.includes("--estimate") ? /tokens in/ : /modelOutput|Done: \d+ answered/);
  });
});
