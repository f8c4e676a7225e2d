import { invalidSetting } from "../errors.js";
import { show } from "./show.js";

/** What reading the settings brings to light; collected, so that one start shows everything that is wrong. */
export interface Findings {
  readonly problems: string[];
  readonly warnings: string[];
  /** Names with a problem: judging them against others would only add noise. */
  readonly refused: Set<string>;
}

export const noFindings = (): Findings => ({ problems: [], warnings: [], refused: new Set() });

export interface Refusal {
  /** The option, as in `window.max` or `models["x"].window.max`. */
  readonly name: string;
  /** The variable, the file's path, or `option`. */
  readonly source: string;
  readonly value: unknown;
  readonly expected: string;
  /** The value in words, where it must not be printed. */
  readonly shown?: string;
}

export function refuse(findings: Findings, refusal: Refusal): undefined {
  const { name, source, value, expected, shown = show(value) } = refusal;
  findings.refused.add(name);
  findings.problems.push(`${name} (${source}) is ${shown}: expected ${expected}.`);
}

export function throwProblems({ problems }: Findings): void {
  if (problems.length === 0) return;
  const [first = ""] = problems;
  const message =
    problems.length === 1
      ? first
      : `${problems.length} settings can't be used:\n${problems.map((problem) => `- ${problem}`).join("\n")}`;
  throw invalidSetting(message);
}
