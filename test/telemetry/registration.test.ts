import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Application, application, type RunOptions } from "./application.js";
import { FORMATS } from "./bundle.js";
import { sumBy } from "./measures.js";
import type { Seen } from "./otlp/shapes.js";
import { isAttempt } from "./trees.js";

let app: Application;

beforeAll(async () => {
  app = await application();
});

afterAll(() => app.remove());

/** Attempts by lane, as each signal has them. */
const attemptsIn = ({ spans, metrics }: Seen) => ({
  spans: sumBy(
    spans.filter(isAttempt),
    ({ attributes }) => attributes,
    () => 1,
  ),
  metrics: sumBy(
    metrics.filter(({ name }) => name === "spillway.attempts").flatMap(({ points }) => points),
    ({ attributes }) => attributes,
    ({ value }) => value,
  ),
});

const EARLY = "us-east-1/app.early";
const LATER = "us-east-1/app.later";

/** The application makes its instance, sends two calls, and then three more. */
const ROWS: readonly (readonly [when: NonNullable<RunOptions["setUp"]>, seen: Record<string, number>])[] = [
  ["before", { [EARLY]: 2, [LATER]: 3 }],
  ["after", { [LATER]: 3 }],
  ["never", {}],
];

describe.each(FORMATS)("the API as %s", (format) => {
  it.each(ROWS)("registered %s the first calls: what comes from then on is told", async (setUp, seen) => {
    const { code, outcomes, receiver, report } = await app.run({ format, setUp });
    expect({ code, outcomes }).toEqual({
      code: 0,
      outcomes: { early: ["ok", "ok"], later: ["ok", "ok", "ok"] },
    });
    expect(report.totals.attempts).toBe(5);
    expect(attemptsIn(receiver.seen)).toEqual({ spans: seen, metrics: seen });
    // Known lanes show themselves, whenever they came.
    const windows = receiver.seen.metrics.filter(({ name }) => name === "spillway.window");
    expect(windows.flatMap(({ points }) => points)).toHaveLength(setUp === "never" ? 0 : 2);
  });
});
