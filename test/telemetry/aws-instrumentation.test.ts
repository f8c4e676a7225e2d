import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Application, application, type Ran } from "./application.js";
import { FORMATS } from "./bundle.js";
import { broken } from "./rules.js";
import { all, isAttempt, isCall, isOurs, treesOf } from "./trees.js";

const THEIRS = "@opentelemetry/instrumentation-aws-sdk";

let app: Application;

beforeAll(async () => {
  app = await application();
});

afterAll(() => app.remove());

describe.each(FORMATS)("beside OpenTelemetry's instrumentation of the AWS SDK (%s)", (format) => {
  let ran: Ran;

  beforeAll(async () => {
    ran = await app.run({ format, by: "setup-aws", steps: ["streams", "breakers"] });
  }, 60_000);

  it("each call has one span of theirs, and ours below it", () => {
    // Their span of a stream that nobody reads never ends.
    const spans = ran.receiver.seen.spans.filter(({ name }) => !name.endsWith("app.forgotten"));
    const trees = treesOf(spans);
    expect(trees.flatMap((tree) => broken(tree))).toEqual([]);
    const theirs = [...all(trees)].filter(({ span }) => span.scope === THEIRS);
    const calls = spans.filter(isCall);
    expect(theirs.map(({ children }) => children.filter(({ span }) => isCall(span)).length)).toEqual(
      calls.map(() => 1),
    );
    expect(theirs.every(({ span }) => span.name.startsWith("chat "))).toBe(true);
    expect(ran.receiver.seen.spans.filter(isAttempt)).toHaveLength(ran.report.totals.attempts);
  });

  it("we say nothing that they say: no operation in spans, no metrics of GenAI clients", () => {
    const { spans, metrics } = ran.receiver.seen;
    const ours = spans.filter(isOurs).flatMap(({ attributes }) => Object.keys(attributes));
    expect(new Set(ours)).not.toContain("gen_ai.operation.name");
    expect(ours.filter((name) => name.startsWith("gen_ai.usage"))).toEqual([]);
    const names = (scope: string) => metrics.filter((one) => one.scope === scope).map(({ name }) => name);
    expect(names(THEIRS)).toContain("gen_ai.client.operation.duration");
    expect(names("spillway").filter((name) => !name.startsWith("spillway."))).toEqual([]);
  });
});
