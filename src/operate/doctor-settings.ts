import { SpillwayError } from "../errors.js";
import { resolveSettings, type Sources } from "../settings/resolve.js";
import type { Settings } from "../settings/settings.js";
import { about, type Finding } from "./doctor-finding.js";

const finding = about("spillway settings");

export interface OwnSettings {
  readonly findings: readonly Finding[];
  /** undefined: they can't be used. */
  readonly settings: Settings | undefined;
}

const TODO = "see docs/tuning.md for what each takes";

/** Our own variables and the file that SPILLWAY_CONFIG names. */
export function examineSettings(sources: Sources = {}): OwnSettings {
  try {
    const { settings, given, warnings } = resolveSettings(undefined, sources);
    const names = [...given.keys()];
    const told = names.length === 0 ? "none set: the defaults count" : `set: ${names.sort().join(", ")}`;
    const unknown = warnings.map((says) => finding("names", "warning", says, { todo: TODO }));
    return { findings: [finding("values", "ok", told), ...unknown], settings };
  } catch (error) {
    if (!(error instanceof SpillwayError)) throw error;
    // One line each; the first of several says how many there are.
    const problems = error.message.split("\n").filter((line) => !/settings can't be used:$/.test(line));
    const findings = problems.map((line) =>
      finding("values", "failed", line.replace(/^- /, ""), { todo: TODO }),
    );
    return { findings, settings: undefined };
  }
}
