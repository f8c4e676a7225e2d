import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pages, pageText, ROOT } from "./markdown.js";

const BINARY = /\.(png|jpe?g|gif|ico|woff2?|tgz)$/;

/** What belongs to one machine and not to the project. */
const OF_A_MACHINE: readonly RegExp[] = [
  /(?<![\w.-])\/(?:work|root|workspace|Users)\//,
  /(?<![\w.-])\/home\/(?!runner\b)\w/,
  /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\./,
  /\b[a-z0-9.-]*(?:artifactory|verdaccio|nexus)[a-z0-9.-]*\.\w+\//i,
];

/** Figures and claims that need a command; emoji; numbers of issues. */
const NOT_IN_PROSE: readonly RegExp[] = [
  /\p{Extended_Pictographic}/u,
  /(?<![\w&])#\d+\b/,
  /!\[[^\]]*\]\(https?:/,
  /\b(?:blazing|seamless|effortless|world-class|cutting-edge|battle-tested)/i,
];

function projectFiles(): string[] {
  // With those that are about to be added.
  const args = ["ls-files", "--cached", "--others", "--exclude-standard"];
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8" })
    .split("\n")
    .filter((file) => file !== "" && !BINARY.test(file));
}

function linesWith(patterns: readonly RegExp[], text: string): string[] {
  return text.split("\n").filter((line) => patterns.some((pattern) => pattern.test(line)));
}

function textOf(file: string): string {
  try {
    return readFileSync(join(ROOT, file), "utf8");
  } catch {
    // Listed, and just deleted.
    return "";
  }
}

describe("the project's files", () => {
  it("name no path and no registry of somebody's machine", () => {
    const found = projectFiles().flatMap((file) =>
      linesWith(OF_A_MACHINE, textOf(file)).map((line) => `${file}: ${line.trim().slice(0, 120)}`),
    );
    expect(found).toEqual([]);
  });

  // In pieces, which the scan of this very file does not see.
  it.each([
    ["", "work", "x"],
    ["see ", "root", "x"],
    ["https:", "", ["registry", "npmjs.org"].join("."), "x"],
    ["in ", "home", "ann"],
  ])("%j is found", (...pieces) => {
    const line = pieces.join("/");
    expect(linesWith(OF_A_MACHINE, line)).toEqual([line]);
  });
});

describe("the pages", () => {
  it.each(pages())("%s has no emoji, badge, issue number or advertising", (page) => {
    expect(linesWith(NOT_IN_PROSE, pageText(page))).toEqual([]);
  });
});
