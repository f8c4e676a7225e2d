import { field } from "../field.js";
import type { InvokeNothing, RegionDoors } from "./doctor-doors.js";
import { about, type Finding } from "./doctor-finding.js";
import { type Access, examineAccess, examineId, isAgreed, type Offer } from "./doctor-models.js";
import { examineTrial, type Trial, tryOut } from "./doctor-permissions.js";
import { said } from "./said.js";
import { isUnreachable } from "./unreachable.js";

const finding = about("permissions");

/** What to examine in a region. */
export interface RegionExam {
  readonly region: string;
  readonly models: readonly string[];
  readonly doors: RegionDoors;
  /** undefined: nothing is to be sent to a model. */
  readonly invoke: InvokeNothing | undefined;
}

interface Kept<T> {
  readonly finding: Finding;
  readonly value: T | undefined;
  readonly error: unknown;
}

/** A trial whose result is kept. */
async function kept<T>(
  { region }: RegionExam,
  action: string,
  whom: string,
  call: () => Promise<T>,
): Promise<Kept<T>> {
  let value: T | undefined;
  const trial: Trial = {
    action,
    region,
    for: whom,
    try: async () => {
      value = await call();
    },
  };
  const tried = await tryOut(trial);
  return { finding: examineTrial(tried), value, error: tried.error };
}

async function tools(exam: RegionExam): Promise<readonly Kept<unknown>[]> {
  const { doors } = exam;
  return Promise.all([
    kept(exam, "cloudwatch:ListMetrics", "spillway watch", () => doors.listMetrics()),
    kept(exam, "cloudwatch:GetMetricData", "spillway watch", () => doors.metricData()),
    kept(exam, "servicequotas:ListServiceQuotas", "spillway quotas", () => doors.listQuotas()),
    kept(exam, "servicequotas:ListAWSDefaultServiceQuotas", "spillway quotas", () =>
      doors.listDefaultQuotas(),
    ),
  ]);
}

async function invocation(
  exam: RegionExam,
  model: string,
  access: Access | undefined,
): Promise<readonly Finding[]> {
  const { invoke, region } = exam;
  const actions = ["InvokeModel", "InvokeModelWithResponseStream"] as const;
  if (invoke === undefined || !isAgreed(access)) {
    const says =
      invoke === undefined
        ? "not tried, as you asked"
        : "not tried: without an agreement that is known, a first call could make one";
    return actions.map((action) => finding(`bedrock:${action}`, "unknown", says, { region }));
  }
  const trials = await Promise.all(
    actions.map((action) => kept(exam, `bedrock:${action}`, "calls", () => invoke(action, region, model))),
  );
  return trials.map((one) => one.finding);
}

async function modelFindings(exam: RegionExam, model: string, offer: Offer): Promise<readonly Finding[]> {
  const id = examineId(model, offer);
  // Where there is no such id there is nothing to ask about; an ARN of another kind may hide the model.
  const isHidden = model.startsWith("arn:") && !/:(inference-profile|foundation-model)\//.test(model);
  if (id.state === "failed" || isHidden) return [id];
  const asked = await kept(exam, "bedrock:GetFoundationModelAvailability", "this command", () =>
    exam.doors.access(model),
  );
  const access = asked.value === undefined ? [] : [examineAccess(model, exam.region, asked.value)];
  return [id, ...access, asked.finding, ...(await invocation(exam, model, asked.value))];
}

/** Several models need the same permission: it is told once, unless it differs. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const key = (one: Finding): string => [one.subject, one.region, one.state, one.says].join("\n");
  return findings.filter((one, at) => findings.findIndex((other) => key(other) === key(one)) === at);
}

const NO_MODEL = "name a model with --model to have it examined";

function unnamed({ region }: RegionExam, { models, profiles }: Offer): Finding {
  const many = (size: number | undefined, one: string): string =>
    `${size ?? "an unknown number of"} ${one}${size === 1 ? "" : "s"}`;
  const ids = profiles && [...profiles].filter((id) => !id.startsWith("arn:"));
  const offered = `${many(models?.size, "model")}, ${many(ids?.length, "profile")}`;
  const state = models === undefined || ids === undefined ? "unknown" : "ok";
  return about("models")("offered", state, `${offered}; ${NO_MODEL}`, { region });
}

const NETWORK_TODO =
  "see the region's name, DNS, and whether a proxy or a firewall stands between this machine and AWS";

/** Where nothing came through: one finding instead of one for each call, beside what is not installed. */
function networkFinding(region: string, trials: readonly Kept<unknown>[]): readonly Finding[] | undefined {
  const missing = trials.filter(({ error }) => field(error, "code") === "PEER_MISSING");
  const asked = trials.filter((one) => !missing.includes(one));
  const [first] = asked;
  if (first === undefined || !asked.every(({ error }) => isUnreachable(error))) return undefined;
  const says = `${said(first.error)}: what AWS would tell here is not known`;
  const down = about("network")("AWS", "failed", says, { region, todo: NETWORK_TODO });
  return [down, ...missing.map((one) => one.finding)];
}

/** Examines one region: permissions, ids, access. */
export async function examineRegion(exam: RegionExam): Promise<readonly Finding[]> {
  const { doors, models, region } = exam;
  const [forTools, listed, profiled] = await Promise.all([
    tools(exam),
    kept(exam, "bedrock:ListFoundationModels", "this command", () => doors.listModels()),
    kept(exam, "bedrock:ListInferenceProfiles", "this command", () => doors.listProfiles()),
  ]);
  const trials = [...forTools, listed, profiled];
  const down = networkFinding(region, trials);
  if (down !== undefined) return down;
  const offer: Offer = { region, models: listed.value, profiles: profiled.value };
  const named = await Promise.all(models.map((model) => modelFindings(exam, model, offer)));
  const ofModels = models.length === 0 ? [unnamed(exam, offer)] : named.flat();
  return once([...trials.map((one) => one.finding), ...ofModels]);
}
