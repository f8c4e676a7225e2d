import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runNode } from "../command.js";
import { pageText, ROOT } from "./markdown.js";

const examples = readdirSync(join(ROOT, "examples")).filter((name) => name.endsWith(".ts"));

const LINES: Readonly<Record<string, RegExp>> = {
  "basic.ts": /^60 of 60 calls answered$/m,
  "streaming.ts": /^12 streams read to their end[\s\S]*^in flight now: 0$/m,
  "regions.ts":
    /^second 0: .*[\s\S]*^second 2: 0 at home, [1-9]\d* away$[\s\S]*why attempts went away: .*[\s\S]*^150 of 150 calls answered$/m,
  "shared-lanes.ts": /^40 answers through two clients and 1 lane$/m,
  "observe.ts": /^attempts by outcome: .*success/m,
};

describe.concurrent("an example", () => {
  it("has an expectation here, and a line in the README", () => {
    expect(Object.keys(LINES).sort()).toEqual([...examples].sort());
    for (const name of examples) expect(pageText("README.md")).toContain(`examples/${name}`);
  });

  it.each(examples)("%s runs without AWS", { timeout: 60_000 }, async (name) => {
    const { code, out, err } = await runNode([`examples/${name}`]);
    expect(err).toBe("");
    expect(out).toMatch(LINES[name] ?? /^$/);
    expect(code).toBe(0);
  });
});
