import type { Finding } from "../operate/doctor-finding.js";
import { bare, inCell } from "./text.js";

const STATES = ["failed", "warning", "unknown", "ok"] as const;

const SAID: Readonly<Record<Finding["state"], string>> = {
  failed: "FAILED",
  warning: "warning",
  unknown: "not known",
  ok: "ok",
};

const STATE_WIDTH = 9;
const SUBJECT_WIDTH = 30;

const subjectOf = ({ subject, region }: Finding): string =>
  region === undefined ? subject : `${subject} ${region}`;

const row = (finding: Finding, width: number): readonly string[] => {
  const { state, says, todo } = finding;
  const words = width - STATE_WIDTH - SUBJECT_WIDTH - 4;
  // All topics in the same columns.
  const [first = "", ...rest] = inCell(subjectOf(finding), SUBJECT_WIDTH).split("\n");
  const subject = [first.padEnd(SUBJECT_WIDTH), ...rest].join("\n");
  const told = [inCell(says, words), ...(todo === undefined ? [] : [inCell(`-> ${todo}`, words)])];
  return [SAID[state].padEnd(STATE_WIDTH), subject, told.join("\n")];
};

/** How many of each, the bad first. */
export function summary(findings: readonly Finding[]): string {
  const counts = STATES.map(
    (state) => [findings.filter((one) => one.state === state).length, state] as const,
  );
  const words = counts.map(([count, state]) => {
    const word = SAID[state].toLowerCase();
    return `${count} ${state === "warning" && count !== 1 ? `${word}s` : word}`;
  });
  return `${words.join(", ")}.`;
}

/** A table for a terminal, topic by topic. */
export function table(findings: readonly Finding[], width: number): string {
  const topics = [...new Set(findings.map(({ topic }) => topic))];
  const blocks = topics.map((topic) => {
    const rows = findings.filter((one) => one.topic === topic).map((one) => row(one, width));
    return `${topic}\n${bare(rows)}`;
  });
  return [...blocks, summary(findings)].join("\n\n");
}

/** A line for each finding. */
export const lines = (findings: readonly Finding[]): string =>
  [
    ...findings.map((finding) => {
      const { state, topic, says, todo } = finding;
      const what = `${SAID[state]}: ${topic}: ${subjectOf(finding)}: ${says}`;
      return todo === undefined ? what : `${what} -> ${todo}`;
    }),
    summary(findings),
  ].join("\n");

export const asJson = (findings: readonly Finding[]): string =>
  JSON.stringify({ failed: findings.some(({ state }) => state === "failed"), findings });
