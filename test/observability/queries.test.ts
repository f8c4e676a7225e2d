import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ROOT } from "../docs/markdown.js";
import { type Exported, exporting } from "./exporter.js";
import { installed, Prometheus, promtool, type Series, WHY_NOT } from "./prometheus.js";
import { realRun } from "./run.js";

const FOLDER = join(ROOT, "observability");
const read = (file: string): string => readFileSync(join(FOLDER, file), "utf8");

interface Dashboard {
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly refId: string; readonly expr: string }[];
  }[];
}

// Our own file.
const { panels, templating } = JSON.parse(read("grafana.json")) as Dashboard;

/** What fills a variable, as a query whose series are its values. */
const choices = templating.list.flatMap(({ name, query }) => {
  const [, series, label] = /label_values\((.+), (\w+)\)/.exec(JSON.stringify(query)) ?? [];
  if (series === undefined) return [];
  return [[`variable ${name}`, `count by (${label}) (${series.replaceAll("\\", "")})`] as const];
});

const queries = [
  ...choices,
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ refId, expr }) => [`panel ${title}, ${refId}`, expr] as const),
  ),
];

/** What can't be anything but zero or absent after a run that is well. */
const NOTHING: Readonly<Record<string, string>> = {
  SpillwayLanesOverflow: "a run with four lanes, and the label for all others begins beyond 100",
};

/** Names and values as Grafana puts them in. */
const filledIn = (expr: string): string =>
  expr.replaceAll(/\$(job|region|model)\b/g, ".*").replaceAll("$__rate_interval", "5s");

/** observability/prometheus.yml as it is, but for where and how often it looks. */
function configFor({ direct, collected }: Exported): string {
  return read("prometheus.yml")
    .replaceAll("15s", "250ms")
    .replace("- alerts.yml", `- ${join(FOLDER, "alerts.yml")}`)
    .replace("localhost:9464", direct)
    .replace("localhost:8889", collected);
}

const within10s = (hold: () => Promise<void>): Promise<void> =>
  vi.waitFor(hold, { timeout: 10_000, interval: 50 });

const numbers = (series: readonly Series[]): number[] =>
  series.flatMap(({ values }) => values.map(([, value]) => Number(value))).filter(Number.isFinite);

it.skipIf(process.env.CI !== "true")("is not skipped in CI: Prometheus is there", () => {
  expect(installed).toBe(true);
});

const describeIf = installed ? describe : describe.skip;

describeIf(`Prometheus, with what a real run has exported${installed ? "" : `: ${WHY_NOT}`}`, () => {
  let exported: Exported;
  let prometheus: Prometheus;
  let text = "";
  const seconds = { from: 0, to: 0 };
  const over = (query: string): Promise<readonly Series[]> =>
    prometheus.range(query, seconds.from, seconds.to, 0.5);

  beforeAll(async () => {
    vi.stubEnv("OTEL_TRACES_EXPORTER", "none");
    vi.stubEnv("OTEL_LOGS_EXPORTER", "none");
    exported = await exporting();
    prometheus = await Prometheus.start(configFor(exported));
    seconds.from = Date.now() / 1000;
    await realRun();
    text = await exported.text();
    const total = [...text.matchAll(/^spillway_attempts_total\{.* (\d+)$/gm)].map(([, n]) => Number(n));
    const attempts = total.reduce((sum, n) => sum + n, 0);
    // Both ways have brought what stands at the end.
    for (const job of ["application", "collector"]) {
      const query = `sum(spillway_attempts_total{job="${job}"})`;
      await within10s(async () => expect(await prometheus.value(query)).toBe(attempts));
    }
    seconds.to = Date.now() / 1000;
  }, 60_000);

  afterAll(async () => {
    await prometheus?.stop();
    await exported?.close();
    vi.unstubAllEnvs();
  });

  it("takes what the exporter writes, and promtool finds nothing to mend", () => {
    expect(text).toContain("spillway_window{");
    expect(promtool(["check", "metrics"], text)).toBe("");
  });

  it.each(queries)("the dashboard's %s gets data", async (_name, expr) => {
    const values = numbers(await over(filledIn(expr)));
    expect(values.length).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeGreaterThan(0);
  });

  it("has no alert that can't be asked", async () => {
    await within10s(async () => {
      const rules = await prometheus.rules();
      expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
    });
  });

  it("has a value for what each alert compares", async () => {
    const rules = await prometheus.rules();
    expect(rules.length).toBeGreaterThan(10);
    const silent: string[] = [];
    for (const { name, query } of rules) {
      const compared = query.replaceAll(/ [<>]=? [\d.]+/g, "");
      expect(compared).not.toBe(query);
      if (numbers(await over(compared)).length === 0) silent.push(name);
    }
    expect(silent).toEqual(Object.keys(NOTHING));
  });

  it("has the same names from a collector as from a process", async () => {
    const names = async (job: string): Promise<string[]> => {
      const series = await over(`count by (__name__) ({job="${job}", __name__=~"spillway_.+"})`);
      return series.map(({ metric }) => metric.__name__ ?? "").sort();
    };
    const direct = await names("application");
    expect(direct.length).toBeGreaterThan(20);
    expect(await names("collector")).toEqual(direct);
  });
});

describeIf(`promtool${installed ? "" : `: ${WHY_NOT}`}`, () => {
  it("finds nothing to mend in what is shipped", () => {
    expect(promtool(["check", "rules", "observability/alerts.yml"])).toContain("SUCCESS");
    expect(promtool(["check", "config", "observability/prometheus.yml"])).toContain("SUCCESS");
  });

  it("sees each alert fire when it must, and not otherwise", () => {
    expect(promtool(["test", "rules", "observability/alerts.test.yml"])).toContain("SUCCESS");
  });
});
