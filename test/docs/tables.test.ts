import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { wordings } from "spillway/simulator";
import { describe, expect, it } from "vitest";
import { FAMILIES, OTHERS } from "../../src/flow/model-data.js";
import { LESSONS } from "../../src/outcome/outcome.js";
import { ZONE_NAMES } from "../../src/residency.js";
import { OPTIONS, variableOf } from "../../src/settings/table.js";
import { pages, pageText, ROOT, tableBelow } from "./markdown.js";

const bare = (cell: string | undefined): string => (cell ?? "").replaceAll("`", "");

describe("docs/how-it-works.md", () => {
  const text = pageText("docs/how-it-works.md");

  it("tells of each outcome what LESSONS says", () => {
    const told = tableBelow(text, "What each outcome teaches").map((row) => row.map(bare));
    const fact = Object.entries(LESSONS).map(([outcome, { permit, breaker, retry, pace, spill, pays }]) => [
      outcome,
      permit,
      breaker,
      retry !== "never" && pace !== 1 ? `${retry}, pace ${pace}` : retry,
      spill ? "yes" : "no",
      pays ? "yes" : "no",
    ]);
    // The second column says in words how the outcome is recognised.
    expect(told.map(([outcome, , ...lesson]) => [outcome, ...lesson])).toEqual(fact);
  });

  it("tells of each family of models what the table says", () => {
    const told = tableBelow(text, "Output of the model families").map((row) => row.map(bare));
    const fact = [
      ...FAMILIES.map(({ pattern, ...data }) => ({ name: pattern.source, ...data })),
      { name: "others", ...OTHERS },
    ];
    const asSaid = fact.map(({ name, maxOutputTokens, outputWeight }) => [
      name.replaceAll("\\.", ".").replaceAll("|", " or "),
      String(maxOutputTokens),
      String(outputWeight),
    ]);
    expect(told).toEqual(asSaid);
  });

  it("tells each reason of a spill, in their words", () => {
    const source = readFileSync(join(ROOT, "src/routing/choose.ts"), "utf8");
    const union = /export type SpillReason =([\s\S]*?);/.exec(source)?.[1] ?? "";
    const reasons = [...union.matchAll(/"([^"]+)"/g)].map(([, reason]) => reason);
    expect(reasons.length).toBeGreaterThan(5);
    expect(tableBelow(text, "Home first").map(([reason]) => bare(reason))).toEqual(reasons);
  });

  it("names each zone of residency", () => {
    const list = /`residency` lists zones \(([^)]*)\)/.exec(text)?.[1];
    expect(bare(list).split(", ")).toEqual(ZONE_NAMES);
  });

  it("tells no reason of a window that there is none of", () => {
    const flow = join(ROOT, "src/flow");
    const source = readdirSync(flow).map((file) => readFileSync(join(flow, file), "utf8"));
    const cells = tableBelow(text, "The window").map(([, , reason = ""]) => reason);
    const told = cells.flatMap((cell) => [...cell.matchAll(/"([^"]+)"/g)].map(([, reason = ""]) => reason));
    expect(told.length).toBeGreaterThan(10);
    expect(told.filter((reason) => !source.some((code) => code.includes(`"${reason}"`)))).toEqual([]);
  });

  it("names each event", () => {
    const source = readFileSync(join(ROOT, "src/events.ts"), "utf8");
    const body = /export interface SpillwayEvents \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? "";
    const events = [...body.matchAll(/^ {2}readonly (\w+):/gm)].map(([, name]) => name);
    const told = tableBelow(text, "Events").map(([name]) => bare(name));
    expect(told).toEqual(events);
  });
});

describe("README.md", () => {
  const text = pageText("README.md");

  it("says of each refusal what to do", () => {
    const source = readFileSync(join(ROOT, "src/errors.ts"), "utf8");
    const union = /export type SpillwayErrorCode =([\s\S]*?);/.exec(source)?.[1] ?? "";
    const codes = [...union.matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code);
    const told = tableBelow(text, "What the caller sees").map(([error]) => bare(error));
    expect(told.filter((error) => /^[A-Z_]+$/.test(error))).toEqual(codes);
  });

  it("names settings as the table does, with their defaults", () => {
    const told = tableBelow(text, "Settings").map((row) => row.map(bare));
    expect(told.length).toBeGreaterThan(4);
    for (const [option, variable, standard] of told) {
      const row = OPTIONS.find((each) => each.option === option);
      expect(row && variableOf(row)).toBe(variable);
      const value = row && "default" in row ? row.default : undefined;
      const isKnown = value !== undefined && !(Array.isArray(value) && value.length === 0);
      if (isKnown) expect(standard).toBe(String(value));
      else expect(["not known", "the client's own", "anywhere"]).toContain(standard);
    }
  });

  it("is short", () => {
    expect(text.split("\n").length).toBeLessThanOrEqual(285);
  });
});

describe("what benchmarks write", () => {
  const texts = pages().map((page) => ({ page, text: pageText(page) }));
  const begins = texts.flatMap(({ page, text }) =>
    [...text.matchAll(/^<!-- (bench:\w+) -->$/gm)].map(([, name = ""]) => ({ page, text, name })),
  );

  it.each(begins)("stands in $page, $name (else: run the command that is named there)", ({ text, name }) => {
    const [, after = ""] = text.split(`<!-- ${name} -->\n`);
    const [block = "", ...rest] = after.split(`<!-- /${name} -->`);
    expect(rest).toHaveLength(1);
    expect(block.trim()).not.toBe("");
  });
});

describe("docs/simulator.md", () => {
  it("names each wording with its status and code", () => {
    const told = tableBelow(pageText("docs/simulator.md"), "Wordings").map((row) => row.map(bare));
    const fact = Object.entries(wordings).map(([name, { status, code }]) => [
      name,
      String(status),
      code === "" ? "none" : code,
    ]);
    expect(told.map((row) => row.slice(0, 3))).toEqual(fact);
  });
});
