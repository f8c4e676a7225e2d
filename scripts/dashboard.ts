import { legendOf, promQl } from "./dashboard-names.js";
import { PANELS, type Panel } from "./dashboard-panels.js";

/** Grafana's grid is 24 wide. */
const [WIDTH, HEIGHT, COLUMNS] = [12, 8, 2];

const DATASOURCE = { type: "prometheus", uid: "$datasource" };

/** 0, 1 and 2 of a breaker in words. */
const STATES = {
  type: "value",
  options: {
    0: { text: "closed", color: "green", index: 0 },
    1: { text: "half-open", color: "yellow", index: 1 },
    2: { text: "open", color: "red", index: 2 },
  },
};

function fieldConfig({ unit, shape, logarithmic }: Panel): object {
  if (shape === "states")
    return { defaults: { mappings: [STATES], custom: { fillOpacity: 80, lineWidth: 0 } }, overrides: [] };
  const stacked = shape === "stacked";
  const custom = {
    drawStyle: "line",
    lineWidth: 1,
    fillOpacity: stacked ? 30 : 0,
    showPoints: "never",
    scaleDistribution: logarithmic ? { type: "log", log: 10 } : { type: "linear" },
    stacking: { mode: stacked ? "normal" : "none", group: "A" },
  };
  return { defaults: { unit, ...(!logarithmic && { min: 0 }), custom }, overrides: [] };
}

const options = (shape: Panel["shape"]): object =>
  shape === "states"
    ? {
        mergeValues: true,
        showValue: "auto",
        alignValue: "left",
        rowHeight: 0.8,
        legend: { showLegend: false },
      }
    : {
        legend: { displayMode: "list", placement: "bottom", showLegend: true },
        tooltip: { mode: "multi", sort: "desc" },
      };

const panelOf = (panel: Panel, i: number): object => ({
  id: i + 1,
  type: panel.shape === "states" ? "state-timeline" : "timeseries",
  title: panel.title,
  description: panel.description,
  datasource: DATASOURCE,
  gridPos: { x: (i % COLUMNS) * WIDTH, y: Math.floor(i / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
  fieldConfig: fieldConfig(panel),
  options: options(panel.shape),
  targets: panel.queries.map((query, n) => ({
    refId: String.fromCharCode("A".charCodeAt(0) + n),
    datasource: DATASOURCE,
    expr: promQl(query),
    legendFormat: legendOf(query),
    range: true,
  })),
});

const variable = (name: string, label: string, query: string): object => ({
  name,
  label,
  type: "query",
  datasource: DATASOURCE,
  query: { query, refId: name },
  definition: query,
  refresh: 2,
  sort: 1,
  includeAll: true,
  multi: true,
  // Also what has no such label.
  allValue: ".*",
  current: { text: "All", value: "$__all" },
});

const VARIABLES = [
  { name: "datasource", label: "Data source", type: "datasource", query: "prometheus", current: {} },
  variable("job", "Job", "label_values(spillway_window, job)"),
  variable("region", "Region", 'label_values(spillway_window{job=~"$job"}, cloud_region)'),
  variable("model", "Model", 'label_values(spillway_window{job=~"$job"}, gen_ai_request_model)'),
];

/** The dashboard as Grafana imports it. */
export function dashboardFile(): string {
  const dashboard = {
    uid: "spillway",
    title: "spillway",
    description: "What spillway does for calls to Amazon Bedrock, and why.",
    tags: ["spillway", "bedrock"],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: "now-1h", to: "now" },
    templating: { list: VARIABLES },
    panels: PANELS.map(panelOf),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
