import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Application, application, type Ran } from "./application.js";
import { found, leaks } from "./leaks.js";
import { lanesOf, sumBy } from "./measures.js";
import type { Attributes } from "./otlp/shapes.js";
import { broken } from "./rules.js";
import { isAttempt, isCall, render, type Tree, treesOf } from "./trees.js";

let app: Application;

beforeAll(async () => {
  app = await application();
});

afterAll(() => app.remove());

const WORK = ["ordinary", "line", "streams", "breakers", "hostile"] as const;

/** Not of the application's own service, which quotes what it should not. */
const isOfTheService = ({ attributes }: { readonly attributes: Attributes }): boolean =>
  !String(attributes["gen_ai.request.model"]).startsWith("odd.");

describe.each([
  ["esm", "http/json", "application/json"],
  ["cjs", "http/protobuf", "application/x-protobuf"],
] as const)("an application set up by OTEL_* variables (%s, %s)", (format, protocol, contentType) => {
  let ran: Ran;
  let trees: Tree[];

  beforeAll(async () => {
    // All that OpenTelemetry has to say of itself goes to the process's output, too.
    const env = { OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_LOG_LEVEL: "all" };
    ran = await app.run({ format, steps: WORK, env });
    trees = treesOf(ran.receiver.seen.spans);
  }, 60_000);

  it("works, and sends all signals as it was told", () => {
    expect([ran.code, [...ran.receiver.contentTypes]]).toEqual([0, [contentType]]);
    const { spans, metrics, records } = ran.receiver.seen;
    expect([spans.length > 0, metrics.length > 0, records.length > 0]).toEqual([true, true, true]);
    expect(ran.printed).not.toContain("telemetry threw");
  });

  it("has a span for each attempt that the service saw, in each of its lanes", () => {
    const attempts = ran.receiver.seen.spans.filter(isAttempt).filter(isOfTheService);
    const seen = sumBy(
      attempts,
      ({ attributes }) => attributes,
      () => 1,
    );
    expect(seen).toEqual(lanesOf(ran.report, ({ attempts }) => attempts));
    expect(attempts).toHaveLength(ran.report.totals.attempts);
  });

  it("counts in its metrics what the service counts", () => {
    const points = (name: string) =>
      ran.receiver.seen.metrics
        .filter((metric) => metric.name === name)
        .flatMap((metric) => metric.points)
        .filter(isOfTheService);
    const byLane = (name: string, value: "value" | "count") =>
      sumBy(
        points(name),
        ({ attributes }) => attributes,
        (point) => point[value] ?? 0,
      );
    const attempts = lanesOf(ran.report, ({ attempts }) => attempts);
    expect(byLane("spillway.attempts", "value")).toEqual(attempts);
    expect(byLane("spillway.attempt.duration", "count")).toEqual(attempts);
    const calls = ran.receiver.seen.spans.filter(isCall).filter(isOfTheService);
    const counted = points("spillway.call.duration").reduce((sum, { count = 0 }) => sum + count, 0);
    expect(counted).toBe(calls.length);
    for (const { value } of [...points("spillway.in_flight"), ...points("spillway.queued")])
      expect(value).toBe(0);
  });

  it("breaks no rule of spans", () => {
    expect(trees.flatMap((tree) => broken(tree))).toEqual([]);
  });

  it("makes these traces of it", async () => {
    await expect(trees.map((tree) => render(tree)).join("")).toMatchFileSnapshot("golden/traces.txt");
  });

  it("links each probe to the attempt that opened its breaker", () => {
    const spans = new Map(ran.receiver.seen.spans.map((span) => [span.spanId, span]));
    const probes = ran.receiver.seen.spans.filter(
      ({ attributes }) => attributes["spillway.breaker.probe"] === true,
    );
    expect(probes).toHaveLength(2);
    for (const probe of probes) {
      const trip = spans.get(probe.links[0]?.spanId ?? "");
      expect(trip?.attributes["spillway.breaker.after"]).toBe("open");
      expect(trip?.start).toBeLessThan(probe.start);
    }
  });

  it("writes decisions as log records, each in the trace of its attempt", () => {
    const { records, spans } = ran.receiver.seen;
    const known = new Set(spans.map(({ spanId }) => spanId));
    const breakers = records.filter(({ eventName }) => eventName === "spillway.breaker");
    expect(breakers.map(({ attributes }) => attributes["spillway.to"])).toEqual([
      ...["open", "halfOpen", "open", "halfOpen", "closed"],
      "open",
    ]);
    const opened = breakers.filter(({ attributes }) => attributes["spillway.to"] === "open");
    expect(opened.every(({ spanId }) => known.has(spanId))).toBe(true);
  });

  it("tells nothing of what the application keeps to itself", () => {
    const { seen, bodies } = ran.receiver;
    expect(leaks(ran.answers, ...bodies)).toEqual([]);
    expect(leaks(ran.answers, JSON.stringify(seen))).toEqual([]);
    expect(leaks(ran.answers, ran.printed)).toEqual([]);
    expect(leaks(ran.answers, JSON.stringify(ran.logged))).toEqual([]);
  });

  it("had it all there to be told, and the search finds what is told", () => {
    expect(ran.answers[0]?.length).toBeGreaterThan(50);
    const shown = ["application-inference-profile/app-arn", "_OTHER"];
    expect(found(shown, ran.receiver.bodies)).toEqual(shown);
    expect(found(["spillway.breaker"], [JSON.stringify(ran.logged)])).toHaveLength(1);
    expect(found(["items to be sent"], [ran.printed])).toHaveLength(1);
  });
});

describe("an application that samples no traces", () => {
  it("sends no spans, and works as well", async () => {
    const ran = await app.run({
      format: "esm",
      steps: ["streams"],
      env: { OTEL_TRACES_SAMPLER: "always_off" },
    });
    expect(ran.receiver.seen.spans).toEqual([]);
    expect(ran.code).toBe(0);
    expect(ran.outcomes.stream).toEqual(["ok", "ok"]);
    expect(ran.receiver.seen.metrics.some(({ name }) => name === "spillway.attempts")).toBe(true);
  });
});
