import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METRIC_KEYS, METRICS } from "../../src/operate/metric-names.js";
import { queriesFor } from "../../src/operate/metric-queries.js";
import { NAMED } from "../../src/operate/verdict-words.js";
import { pageText, ROOT, tableBelow } from "../docs/markdown.js";

const bare = (cell = ""): string => cell.replaceAll("`", "");

/** What the policy of a page allows. */
const actionsIn = (text: string): string[] =>
  [...text.matchAll(/^ {4}"(\w+:\w+)",?$/gm)].map(([, action = ""]) => action);

/** What the code tries, by its own names. */
function actionsTried(): string[] {
  const source = readFileSync(join(ROOT, "src/operate/doctor-region.ts"), "utf8");
  const whole = [...source.matchAll(/"((?:cloudwatch|servicequotas|bedrock):\w+)"/g)].map(
    ([, action = ""]) => action,
  );
  const invoked = [...source.matchAll(/"(InvokeModel\w*)"/g)].map(([, action]) => `bedrock:${action}`);
  return [...whole, ...invoked];
}

describe("docs/watch.md", () => {
  const text = pageText("docs/watch.md");

  it("names each metric", () => {
    const told = tableBelow(text, "What it reads").map(([, metric]) => bare(metric).split(", "));
    expect(told.map(String).sort()).toEqual(METRIC_KEYS.map((key) => String(METRICS[key].names)).sort());
  });

  it("names each verdict", () => {
    expect(tableBelow(text, "The verdict").map(([verdict]) => verdict)).toEqual(
      expect.arrayContaining(Object.values(NAMED)),
    );
    expect(tableBelow(text, "The verdict")).toHaveLength(Object.keys(NAMED).length);
  });

  it("says how many series a look asks for, as --help does", () => {
    const series = String(queriesFor(["x"]).length);
    expect(/asks for (\d+) for each model/.exec(text)?.[1]).toBe(series);
    const help = readFileSync(join(ROOT, "src/cli/watch.ts"), "utf8");
    expect(/by the series: (\d+) for a model/.exec(help)?.[1]).toBe(series);
  });

  it("asks for no permission that it does not need, and for each that it does", () => {
    expect(actionsIn(text).sort()).toEqual(
      actionsTried()
        .filter((action) => !action.startsWith("bedrock:"))
        .sort(),
    );
  });
});

describe("docs/doctor.md", () => {
  const text = pageText("docs/doctor.md");

  it("names each action that is tried", () => {
    expect(actionsIn(text).sort()).toEqual(actionsTried().sort());
  });

  it("names each topic", () => {
    const source = readFileSync(join(ROOT, "src/operate/doctor-finding.ts"), "utf8");
    const union = /export type Topic =([\s\S]*?);/.exec(source)?.[1] ?? "";
    const topics = [...union.matchAll(/"([^"]+)"/g)].map(([, topic]) => topic);
    expect(
      tableBelow(text, "What is examined")
        .map(([topic]) => topic)
        .sort(),
    ).toEqual(topics.sort());
  });
});
