import type { Counts, SimulatorReport } from "../simulator/index.js";
import { eventLines, type Page } from "./page.js";
import { bare } from "./text.js";

/** What the command says while it runs. */
export interface Output {
  listening(urls: Readonly<Record<string, string>>): void;
  counts(report: SimulatorReport): void;
  end(report: SimulatorReport): void;
}

const CLEAR_LINE = "\r\u001b[2K";

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, each) => total + each, 0);

const percent = ({ busyMs, capacityMs }: Counts): string =>
  capacityMs ? `${((100 * busyMs) / capacityMs).toFixed(1)} %` : "";

function line({ totals }: SimulatorReport): string {
  const { attempts, served, rejected, failed, aborted, inFlight } = totals;
  return `attempts ${attempts}  in flight ${inFlight}  served ${served}  rejected ${sum(rejected)}  failed ${sum(failed)}  aborted ${aborted}`;
}

/** Counts without the long lists. */
function brief({ inFlightSteps: _, ...counts }: Counts): Omit<Counts, "inFlightSteps"> {
  return counts;
}

type Lane = SimulatorReport["lanes"][string];

const NO_CALL = "No call came.";

const figures = (lane: Lane): Readonly<Record<string, string>> => ({
  attempts: String(lane.attempts),
  served: String(lane.served),
  rejected: String(sum(lane.rejected)),
  failed: String(sum(lane.failed)),
  aborted: String(lane.aborted),
  peak: String(lane.peakInFlight),
  use: percent(lane),
});

/** For a terminal of 80 columns: ids of models are long, and so stand in lines of their own. */
function table(report: SimulatorReport): string {
  const lanes = Object.values(report.lanes);
  const [first] = lanes;
  if (first === undefined) return NO_CALL;
  const models = [...new Set(lanes.map(({ model }) => model))];
  const sorted = models.flatMap((model) => lanes.filter((lane) => lane.model === model));
  const rows = sorted.map((lane) => [`  ${lane.region}`, ...Object.values(figures(lane))]);
  const head = ["", ...Object.keys(figures(first))];
  const aligns = head.map((_, at) => (at === 0 ? "left" : "right"));
  const [titles = "", ...lines] = bare([head, ...rows], aligns).split("\n");
  const told = lines.flatMap((line, at) => {
    const model = sorted[at]?.model ?? "";
    return sorted[at - 1]?.model === model ? [line] : [model, line];
  });
  return [titles, ...told].join("\n");
}

/** Elsewhere: a line for each model in each region. */
function plain(report: SimulatorReport): string {
  const lines = Object.values(report.lanes).map((lane) => {
    const told = Object.entries(figures(lane)).filter(([, text]) => text !== "");
    return `${lane.region} ${lane.model}: ${told.map((pair) => pair.join(" ")).join("  ")}`;
  });
  return lines.length === 0 ? NO_CALL : lines.join("\n");
}

function howTo(urls: Readonly<Record<string, string>>): string {
  const lines = Object.entries(urls).map(([region, url]) => `  ${region}  ${url}`);
  const regions = Object.keys(urls);
  const [region = "", url = ""] = Object.entries(urls)[0] ?? [];
  return `A pretend Bedrock listens, HTTP/2 and HTTP/1.1:
${lines.join("\n")}

Point a client at it:
  export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url}
  export AWS_REGION=${region} AWS_ACCESS_KEY_ID=fake AWS_SECRET_ACCESS_KEY=fake
or:
  new BedrockRuntimeClient({ region: "${region}", endpoint: "${url}",
    credentials: { accessKeyId: "fake", secretAccessKey: "fake" } })

${regions.length > 1 ? severalRegions(urls) : ""}Ctrl+C ends it.
`;
}

/** One variable can name one endpoint only. */
function severalRegions(urls: Readonly<Record<string, string>>): string {
  const [home = ""] = Object.keys(urls);
  return `With failover between them, in code and without that variable:
  const urls = ${JSON.stringify(urls)};
  withSpillway(new BedrockRuntimeClient({ region: "${home}", endpoint: urls["${home}"] }),
    { regions: Object.keys(urls), endpointFor: (region) => urls[region] });

`;
}

/** Calls only when something has happened since. */
function changesOnly(say: (report: SimulatorReport) => void): (report: SimulatorReport) => void {
  let last = line({
    totals: { attempts: 0, served: 0, rejected: {}, failed: {}, aborted: 0, inFlight: 0 },
  } as SimulatorReport);
  return (report) => {
    const now = line(report);
    if (now !== last) say(report);
    last = now;
  };
}

function jsonOutput(page: Page): Output {
  const say = eventLines(page);
  return {
    listening: (urls) => say("listening", { urls }),
    counts: changesOnly(({ now, totals }) => say("counts", { now, ...brief(totals) })),
    end: ({ now, totals, lanes }) =>
      say("end", { now, totals: brief(totals), lanes: Object.values(lanes).map(brief) }),
  };
}

/** Text for people, rewritten in place on a terminal; or JSON lines. */
export function output(page: Page, json: boolean): Output {
  if (json) return jsonOutput(page);
  const live = page.isTTY === true;
  return {
    listening: (urls) => page.write(howTo(urls)),
    counts: live
      ? (report) => page.write(CLEAR_LINE + line(report))
      : changesOnly((report) => page.write(`${line(report)}\n`)),
    end: (report) =>
      page.write(
        live ? `${CLEAR_LINE}${line(report)}\n${table(report)}\n` : `${line(report)}\n${plain(report)}\n`,
      ),
  };
}
