import { PANELS, type Panel } from "../../scripts/dashboard-panels.js";
import { colourOf } from "./colours.js";
import { type Course, evaluate } from "./evaluate.js";
import type { Sample } from "./samples.js";
import { CHAT, REPORTS } from "./service.js";

/** Those of the dashboard that are drawn, two in a row. */
const DRAWN: readonly string[] = [
  ...["Windows", "In flight", "Waiting in line", "Time in line"],
  ...["Calls by ending", "Attempts by outcome", "Rejections", "Refusals", "Breakers", "Spills"],
  ...["Latency of calls", "Time to first chunk", "Tokens", "Quotas used"],
];

/** A panel with its series. */
export interface Filled {
  readonly panel: Panel;
  readonly series: readonly Series[];
}

export interface Series {
  readonly words: string;
  readonly colour: string;
  readonly values: Course["values"];
}

/** What is called otherwise where there is little room. */
const SHORT: Readonly<Record<string, string>> = {
  [CHAT]: "chat",
  [REPORTS]: "reports",
  tokens_per_minute: "minute",
  tokens_per_day: "day",
};

const wordsOf = ({ legend, labels }: Course): string =>
  [legend ?? "", ...labels.map((label) => SHORT[label] ?? label)].filter((word) => word !== "").join(" ");

/** A quota that is hardly used only hides the others. */
const LEAST_SHARE = 0.01;

function worthwhile({ queries }: Panel, { values }: Course): boolean {
  const isShare = queries.some(({ of }) => of !== undefined);
  return values.some(([, value]) => value > (isShare ? LEAST_SHARE : -1));
}

export function filled(samples: readonly Sample[]): Filled[] {
  return DRAWN.flatMap((title) => PANELS.filter((panel) => panel.title === title)).map((panel) => {
    const courses = panel.queries
      .flatMap((query) => evaluate(query, samples))
      .filter((course) => worthwhile(panel, course));
    const words = courses.map(wordsOf).sort();
    const series = courses
      .map((course) => ({ words: wordsOf(course), values: course.values }))
      .sort((one, other) => words.indexOf(one.words) - words.indexOf(other.words));
    return { panel, series: series.map((one, i) => ({ ...one, colour: colourOf(one.words, i) })) };
  });
}
