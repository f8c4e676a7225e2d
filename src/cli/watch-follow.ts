import { createLogUpdate } from "log-update";
import { systemClock } from "../clock.js";
import { said } from "../operate/said.js";
import type { WatchReport } from "../operate/watch.js";
import type { Page } from "./page.js";
import { widthOf } from "./text.js";
import { asJson } from "./watch-json.js";
import { briefly, plain } from "./watch-lines.js";
import { screen } from "./watch-screen.js";

export type Show = (report: WatchReport) => void;

interface Screen extends NodeJS.WritableStream, Page {
  readonly rows?: number;
  write(text: string): boolean;
}

const USUAL_ROWS = 24;

/** The first lines, where what is worst stands; a terminal would show the last. */
function fitting(text: string, rows = USUAL_ROWS): string {
  const lines = text.split("\n");
  if (lines.length < rows) return text;
  const shown = lines.slice(0, Math.max(1, rows - 2));
  return [
    ...shown,
    `(${lines.length - shown.length} more lines: a larger window or --model shows them)`,
  ].join("\n");
}

/** One report, in the form that fits who reads it. */
export function showOnce(stream: Page, json: boolean): Show {
  return (report) => {
    const now = systemClock.wallNow();
    const text = json
      ? asJson(report)
      : stream.isTTY
        ? screen(report, { width: widthOf(stream), now })
        : plain(report, now);
    stream.write(`${text}\n`);
  };
}

/** Reports that follow each other: rewritten in place on a terminal, else what is new in lines. */
export function showAgain(stream: Screen, json: boolean): Show {
  if (json) return showOnce(stream, true);
  if (stream.isTTY) {
    const update = createLogUpdate(stream, { showCursor: true });
    return (report) => {
      const text = screen(report, { width: widthOf(stream), now: systemClock.wallNow() });
      update(fitting(text, stream.rows));
    };
  }
  let titles = "";
  return (report) => {
    const now = systemClock.wallNow();
    const found = report.verdicts.map(({ region, model, title }) => `${region} ${model} ${title}`).join("\n");
    // The whole once, and whenever something is judged otherwise; between, a line for each lane.
    stream.write(`${found === titles ? briefly(report, now) : plain(report, now)}\n`);
    titles = found;
  };
}

export interface Following {
  readonly look: () => Promise<WatchReport>;
  /** Reads only what changes faster than metrics do. */
  readonly refresh: (report: WatchReport) => Promise<WatchReport>;
  readonly show: Show;
  /** Between looks, and between refreshes; undefined: none. */
  readonly everyMs: number;
  readonly refreshMs: number | undefined;
  readonly over: AbortSignal;
}

const withFailure = (report: WatchReport, error: unknown): WatchReport => {
  const words = `The last look failed, what is shown is older: ${said(error)}`;
  return { ...report, missing: [...report.missing.filter((one) => !one.startsWith("The last look")), words] };
};

/** Resolves after so long, or when it is over. */
const pause = (ms: number, over: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      over.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    over.addEventListener("abort", end);
    if (over.aborted) end();
  });

/** Looks again and again until it is over. The first look must work; a later one that fails is told, and tried anew. */
export async function follow({ look, refresh, show, everyMs, refreshMs, over }: Following): Promise<void> {
  let report = await look();
  while (!over.aborted) {
    show(report);
    const until = systemClock.now() + everyMs;
    while (refreshMs !== undefined && systemClock.now() + refreshMs < until && !over.aborted) {
      await pause(refreshMs, over);
      report = await refresh(report);
      if (!over.aborted) show(report);
    }
    await pause(Math.max(0, until - systemClock.now()), over);
    if (over.aborted) return;
    report = await look().catch((error: unknown) => withFailure(report, error));
  }
}
