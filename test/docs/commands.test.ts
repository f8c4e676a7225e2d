import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runNode } from "../command.js";
import { allFences, ROOT } from "./markdown.js";

// Our own file.
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

interface Command {
  readonly at: string;
  readonly line: string;
}

/** The commands of a shell block, one by one: lines, and what `&&` joins. */
const commands: Command[] = allFences()
  .filter(({ language }) => ["sh", "bash", "shell"].includes(language))
  .flatMap(({ at, code }) =>
    code
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.replace(/(^|\s)#.*$/, ""))
      .flatMap((line) => line.split("&&"))
      .map((line) => ({ at, line: line.trim() }))
      .filter(({ line }) => line !== ""),
  );

const SIMULATE = /^npx spillway simulate\b/;
/** Run in test/operate/cli.test.ts. */
const QUOTAS = /^npx spillway quotas\b/;
/** The examples of their --help, and more, are run in test/operate/commands.test.ts. */
const WATCH = /^npx spillway (watch|doctor)\b/;
/** Run where its help is tried: test/cli/run-help.test.ts. */
const RUN = /^npx spillway run\b/;
const LISTENS = /Ctrl\+C ends it|"event":"listening"/;

function scriptOf(line: string): string | undefined {
  return /^npm run ([\w:]+)( -- .*)?$/.exec(line)?.[1] ?? /^npm (test)$/.exec(line)?.[1];
}

/** A test file or an example named in a command is there. */
const namesFile = (line: string): string | undefined =>
  /^npx (?:tsx|vitest run) (\S+)$/.exec(line)?.[1] ??
  /^npx biome check (\S+)$/.exec(line)?.[1] ??
  /^promtool (?:check|test) rules (\S+)$/.exec(line)?.[1];

function isKnown(line: string): boolean {
  const script = scriptOf(line);
  if (script !== undefined) return script in scripts;
  const file = namesFile(line);
  if (file !== undefined) return existsSync(join(ROOT, file));
  return (
    SIMULATE.test(line) ||
    QUOTAS.test(line) ||
    WATCH.test(line) ||
    RUN.test(line) ||
    /^npm ci$/.test(line) ||
    /^npm install( (spillway|@opentelemetry\/(api|sdk-node)|@smithy\/core|@aws-sdk\/client-service-quotas))+$/.test(
      line,
    ) ||
    /^export( \w+=\S+)+$/.test(line)
  );
}

describe("the commands in the docs", () => {
  it("are ones that exist", () => {
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter(({ line }) => !isKnown(line))).toEqual([]);
  });

  it.for(
    commands
      .filter(({ line }) => SIMULATE.test(line))
      .map(({ at, line }) => [`${at} ${line}`, line] as const),
  )("%s starts", { timeout: 60_000 }, async ([, line]) => {
    // On any free port, whichever the reader is told to use.
    const [flags = ""] = line.replace(SIMULATE, "").split(" > ");
    const given = flags.trim().split(/\s+/).filter(Boolean);
    const args = ["src/cli/main.ts", "simulate", ...given, "--port", "0"];
    const until = given.includes("--json") ? '"event":"listening"' : "Ctrl+C ends it";
    const { code, out, err } = await runNode(args, { until });
    expect(err).toBe("");
    expect(out).toMatch(LISTENS);
    expect(code).toBe(0);
  });
});
