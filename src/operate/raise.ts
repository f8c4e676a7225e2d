import { invalidSetting, SpillwayError } from "../errors.js";
import { field } from "../field.js";
import { publicModel } from "../public-model.js";
import { loadServiceQuotas, type ServiceQuotasClient } from "../quotas/client.js";
import { type QuotaNames, quotasOfModel } from "../quotas/for-model.js";
import type { ServiceQuota } from "../quotas/service-quota.js";
import { bounded } from "./pages.js";

/** What of a model's quotas can be asked for; tokens per day follow from tokens per minute. */
export type RaisedKind = "requestsPerMinute" | "tokensPerMinute";

export interface QuotaRaise {
  /** For example `us.anthropic.claude-sonnet-4-5-20250929-v1:0`. */
  readonly modelId: string;
  readonly kind: RaisedKind;
  /** The new value, per minute. */
  readonly to: number;
  /** What Service Quotas calls models that are not known here. */
  readonly names?: QuotaNames | undefined;
}

/** What would be asked for. */
export interface RaiseProposal {
  readonly quota: ServiceQuota;
  readonly to: number;
}

/**
 * Finds the quota that is to be raised. Sends nothing.
 *
 * @throws SpillwayError `QUOTA_UNKNOWN` where the model's quota is not known; `INVALID_SETTING` where `to` is not above
 * what there is
 */
export function proposeRaise(
  quotas: readonly ServiceQuota[],
  { modelId, kind, to, names }: QuotaRaise,
): RaiseProposal {
  const found = quotasOfModel(quotas, modelId, names);
  if (!found.known) throw new SpillwayError("QUOTA_UNKNOWN", found.reason);
  const quota = found.quotas[kind];
  if (quota === undefined)
    throw new SpillwayError("QUOTA_UNKNOWN", `${publicModel(modelId)} has no quota ${kind} here.`);
  const now = quota.applied ?? quota.default;
  if (!(to > (now ?? 0)) || to === Number.POSITIVE_INFINITY)
    throw invalidSetting(`to is ${to}: expected a number above ${now ?? 0}, which is what there is now`);
  return { quota, to };
}

/** A request for more that is not decided. */
export interface OpenRequest {
  readonly id: string | undefined;
  readonly status: string | undefined;
  readonly to: number | undefined;
}

/** What came of asking; whatever is not here is thrown as the service's own error. */
export type RaiseOutcome =
  | { readonly outcome: "asked"; readonly request: OpenRequest }
  /** One is open already: a quota has one at a time. */
  | { readonly outcome: "open"; readonly request: OpenRequest | undefined }
  | { readonly outcome: "notAdjustable" }
  /** Too many requests are open in this account. */
  | { readonly outcome: "tooManyOpen" }
  /** Without this permission. */
  | { readonly outcome: "denied"; readonly permission: string };

const ASK = "servicequotas:RequestServiceQuotaIncrease";

/**
 * Asks for more, unless that is in vain. Increases of Bedrock are looked at by people; it may take days.
 *
 * @throws the service's own errors, but for those that {@link RaiseOutcome} names
 */
export async function raiseQuota(
  client: ServiceQuotasClient,
  { quota, to }: RaiseProposal,
): Promise<RaiseOutcome> {
  if (!quota.adjustable) return { outcome: "notAdjustable" };
  const open = await openRequest(client, quota.code);
  if (open !== undefined) return { outcome: "open", request: open };
  const { RequestServiceQuotaIncreaseCommand } = await loadServiceQuotas();
  try {
    const { RequestedQuota } = await client.send(
      new RequestServiceQuotaIncreaseCommand({
        ServiceCode: "bedrock",
        QuotaCode: quota.code,
        DesiredValue: to,
      }),
    );
    return { outcome: "asked", request: toldOf(RequestedQuota ?? {}) };
  } catch (error) {
    const outcome = OUTCOMES[String(field(error, "name"))];
    if (outcome === undefined) throw error;
    return outcome;
  }
}

const DENIED: RaiseOutcome = { outcome: "denied", permission: ASK };

const OUTCOMES: Readonly<Record<string, RaiseOutcome | undefined>> = {
  ResourceAlreadyExistsException: { outcome: "open", request: undefined },
  QuotaExceededException: { outcome: "tooManyOpen" },
  AccessDeniedException: DENIED,
  DependencyAccessDeniedException: DENIED,
};

/** The request for more of a quota that is open; undefined where there is none, or none that we may see. */
export async function openRequest(
  client: ServiceQuotasClient,
  code: string,
): Promise<OpenRequest | undefined> {
  const { paginateListRequestedServiceQuotaChangeHistoryByQuota } = await loadServiceQuotas();
  const about = { ServiceCode: "bedrock", QuotaCode: code };
  try {
    const pages = paginateListRequestedServiceQuotaChangeHistoryByQuota(
      { client, stopOnSameToken: true },
      about,
    );
    for await (const page of bounded(pages)) {
      const open = page.RequestedQuotas?.find(({ Status = "" }) => OPEN.includes(Status));
      if (open !== undefined) return toldOf(open);
    }
  } catch (error) {
    // The one that asks is refused all the same where one is open.
    if (field(error, "name") !== "AccessDeniedException") throw error;
  }
  return undefined;
}

const OPEN: readonly string[] = ["PENDING", "CASE_OPENED"];

interface Requested {
  readonly Id?: string | undefined;
  readonly Status?: string | undefined;
  readonly DesiredValue?: number | undefined;
}

const toldOf = ({ Id, Status, DesiredValue }: Requested): OpenRequest => ({
  id: Id,
  status: Status,
  to: DesiredValue,
});
