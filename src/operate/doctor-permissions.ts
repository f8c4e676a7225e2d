import { field, nameOfThrown } from "../field.js";
import { deniedOf, remedyOf } from "./denied.js";
import { about, type Finding } from "./doctor-finding.js";
import { said } from "./said.js";

const finding = about("permissions");

/** A call that costs nothing, and shows whether an action is allowed. */
export interface Trial {
  /** As `cloudwatch:GetMetricData`. */
  readonly action: string;
  readonly region: string;
  /** What needs it: `calls`, or one of our tools. */
  readonly for: string;
  readonly try: () => Promise<unknown>;
}

/** What became of a trial; undefined: it went well. */
export interface Tried {
  readonly trial: Trial;
  readonly error?: unknown;
}

export const tryOut = async (trial: Trial): Promise<Tried> => {
  try {
    await trial.try();
    return { trial };
  } catch (error) {
    return { trial, error };
  }
};

/**
 * Errors that come after an action was found to be allowed. A throttle comes before, now and then; a request that can't
 * be served is judged only once it is allowed.
 */
const AFTER: ReadonlySet<string> = new Set([
  "ValidationException",
  "ResourceNotFoundException",
  "ModelErrorException",
]);

function failed({ action, region, for: whom }: Trial, error: unknown): Finding {
  const denied = deniedOf(error);
  const needed = whom === "calls" ? "" : ` (${whom} needs it)`;
  if (denied !== undefined && (denied.action !== undefined || denied.by !== "unknown")) {
    const missing = denied.action ?? action;
    return finding(missing, whom === "calls" ? "failed" : "warning", `not allowed${needed}`, {
      region,
      todo: remedyOf(denied),
    });
  }
  if (denied !== undefined) {
    const state = whom === "calls" ? "failed" : "warning";
    return finding(action, state, said(error), { region, todo: remedyOf(denied) });
  }
  return finding(action, "unknown", said(error), { region });
}

/** What a call is refused by although its id is listed: whether it is allowed was perhaps never asked. */
const WRONG_ID = /model identifier is invalid|on-demand throughput isn.t supported|end of its life/i;

const isWrongId = ({ for: whom }: Trial, error: unknown): boolean =>
  whom === "calls" &&
  (nameOfThrown(error) === "ResourceNotFoundException" || WRONG_ID.test(String(field(error, "message"))));

export function examineTrial({ trial, error }: Tried): Finding {
  const { action, region } = trial;
  if (isWrongId(trial, error)) {
    const todo = "use another id: a profile that holds the model, or a newer model";
    return finding(action, "failed", said(error), { region, todo });
  }
  if (error === undefined || AFTER.has(nameOfThrown(error)))
    return finding(action, "ok", "allowed", { region });
  return failed(trial, error);
}
