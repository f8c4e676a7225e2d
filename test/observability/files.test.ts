import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { labelOf, metricOf } from "../../scripts/dashboard-names.js";
import { PANELS } from "../../scripts/dashboard-panels.js";
import { INSTRUMENTS, type InstrumentKey } from "../../src/telemetry/instruments.js";
import { ATTRIBUTE, LABEL } from "../../src/telemetry/names.js";
import { runNode } from "../command.js";
import { pageText, ROOT, tableBelow } from "../docs/markdown.js";
import { freePort } from "./port.js";

const read = (file: string): string => readFileSync(join(ROOT, "observability", file), "utf8");

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = ""]) => name);

const NO_OTHERS = { OTEL_TRACES_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" };

const alerts = matches(read("alerts.yml"), /- alert: (\w+)$/gm);
const severities = matches(read("alerts.yml"), /severity: (\w+)$/gm);

describe("the alerts", () => {
  it("are told on their page, with their severity", () => {
    const told = tableBelow(pageText("observability/README.md"), "Alerts");
    const fact = alerts.map((name, i) => [`\`${name}\``, severities[i]]);
    expect(told.map(([name, severity]) => [name, severity])).toEqual(fact);
  });

  it("have a runbook each, and a test of their own", () => {
    expect(matches(read("alerts.yml"), /^ {10}(runbook): >-$/gm)).toHaveLength(alerts.length);
    expect(matches(read("alerts.test.yml"), /- name: (\w+)$/gm)).toEqual(alerts);
    const fired = matches(read("alerts.test.yml"), /alertname="(\w+)", job="bad"/g);
    expect(fired).toEqual(alerts);
  });

  it("ask for metrics that there are", () => {
    const keys = Object.keys(INSTRUMENTS) as InstrumentKey[]; // its keys are its keys
    const labels = Object.values({ ...ATTRIBUTE, ...LABEL }).map(labelOf);
    const known = new Set([...keys.map(metricOf), ...labels]);
    const asked = matches(read("alerts.yml"), /\b(spillway_\w+?)(?:_bucket|_count|_sum)?(?=[\s{[)])/g);
    expect(asked.length).toBeGreaterThan(alerts.length);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("an application set up by OTEL_* variables", () => {
  it("shows its metrics where the page says", async () => {
    const port = String(await freePort());
    const env = { OTEL_METRICS_EXPORTER: "prometheus", OTEL_EXPORTER_PROMETHEUS_PORT: port, ...NO_OTHERS };
    const { code, out, err } = await runNode(["test/observability/app/shown.ts"], { env });
    expect(err).toBe("");
    expect(out).toMatch(/^target_info\{service_name="my-application"/m);
    expect(out).toMatch(
      /^spillway_attempts_total\{cloud_region="us-east-1",.*spillway_outcome="success".*\} 1$/m,
    );
    expect(code).toBe(0);
  });
});

describe("the dashboard", () => {
  it("has a panel for each metric", () => {
    const shown = new Set(PANELS.flatMap(({ queries }) => queries.flatMap(({ key, of }) => [key, of])));
    expect(Object.keys(INSTRUMENTS).filter((key) => !shown.has(key as InstrumentKey))).toEqual([]);
  });

  it("has no two panels of one name", () => {
    const titles = PANELS.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
