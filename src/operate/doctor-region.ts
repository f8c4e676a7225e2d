import type { InvokeNothing, RegionDoors } from "./doctor-doors.js";
import { about, type Finding } from "./doctor-finding.js";
import { type Access, examineAccess, examineId, isAgreed, type Offer } from "./doctor-models.js";
import { attempt, examineTrial, type Trial } from "./doctor-permissions.js";

const finding = about("permissions");

/** What to examine in a region. */
export interface RegionExam {
  readonly region: string;
  readonly models: readonly string[];
  readonly doors: RegionDoors;
  /** undefined: nothing is to be sent to a model. */
  readonly invoke: InvokeNothing | undefined;
}

/** A trial whose result is kept. */
async function kept<T>(
  { region }: RegionExam,
  action: string,
  whom: string,
  call: () => Promise<T>,
): Promise<{ readonly finding: Finding; readonly value: T | undefined }> {
  let value: T | undefined;
  const trial: Trial = {
    action,
    region,
    for: whom,
    try: async () => {
      value = await call();
    },
  };
  return { finding: examineTrial(await attempt(trial)), value };
}

async function tools(exam: RegionExam): Promise<readonly Finding[]> {
  const { doors } = exam;
  const trials = await Promise.all([
    kept(exam, "cloudwatch:ListMetrics", "spillway watch", () => doors.listMetrics()),
    kept(exam, "cloudwatch:GetMetricData", "spillway watch", () => doors.metricData()),
    kept(exam, "servicequotas:ListServiceQuotas", "spillway quotas", () => doors.listQuotas()),
    kept(exam, "servicequotas:ListAWSDefaultServiceQuotas", "spillway quotas", () =>
      doors.listDefaultQuotas(),
    ),
  ]);
  return trials.map((one) => one.finding);
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
  // An ARN may hide the model: nothing to ask about it by name.
  if (model.startsWith("arn:") && !/:inference-profile\/|:foundation-model\//.test(model)) return [id];
  const asked = await kept(exam, "bedrock:GetFoundationModelAvailability", "this command", () =>
    exam.doors.access(model),
  );
  const access =
    asked.value === undefined ? [asked.finding] : [examineAccess(model, exam.region, asked.value)];
  // Whether it is allowed does not show where there is no such id.
  const invoked = id.state === "failed" ? [] : await invocation(exam, model, asked.value);
  return [id, ...access, ...invoked];
}

/** Several models need the same permission: it is told once, unless it differs. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const key = (one: Finding): string => [one.subject, one.region, one.state, one.says].join("\n");
  return findings.filter((one, at) => findings.findIndex((other) => key(other) === key(one)) === at);
}

const NO_MODEL = "name a model with --model to have it examined";

function unnamed({ region }: RegionExam, { models, profiles }: Offer): Finding {
  const count = `${models?.size ?? "an unknown number of"} models, ${profiles?.size ?? "an unknown number of"} profiles`;
  return about("models")("offered", "ok", `${count}; ${NO_MODEL}`, { region });
}

/** Examines one region: permissions, ids, access. */
export async function examineRegion(exam: RegionExam): Promise<readonly Finding[]> {
  const { doors, models, region } = exam;
  const [forTools, listed, profiled] = await Promise.all([
    tools(exam),
    kept(exam, "bedrock:ListFoundationModels", "this command", () => doors.listModels()),
    kept(exam, "bedrock:ListInferenceProfiles", "this command", () => doors.listProfiles()),
  ]);
  const offer: Offer = { region, models: listed.value, profiles: profiled.value };
  const named = await Promise.all(models.map((model) => modelFindings(exam, model, offer)));
  const ofModels = models.length === 0 ? [unnamed(exam, offer)] : named.flat();
  return once([...forTools, listed.finding, profiled.finding, ...ofModels]);
}
