import { publicModel } from "../public-model.js";
import { baseModel, profilePrefix } from "../residency.js";
import { about, type Finding } from "./doctor-finding.js";

const finding = about("models");

/** What a region offers, as far as it could be listed. */
export interface Offer {
  readonly region: string;
  /** Ids and ARNs. */
  readonly profiles: ReadonlySet<string> | undefined;
  readonly models: ReadonlyMap<string, OfferedModel> | undefined;
}

export interface OfferedModel {
  /** By its own id, without a profile. */
  readonly onDemand: boolean;
  readonly legacy: boolean;
}

/** What `GetFoundationModelAvailability` says; undefined: not known. */
export interface Access {
  readonly agreement: string | undefined;
  readonly authorization: string | undefined;
  readonly entitlement: string | undefined;
  readonly region: string | undefined;
}

const ACCESS_TODO = "see its page in the console's model catalog; a policy of the organization may forbid it";
const AGREEMENT_TODO =
  "the first call makes one: allow aws-marketplace:Subscribe and ViewSubscriptions; Anthropic asks for a form, too";

/** Profiles of the same model that there are in a region. */
function otherIds(model: string, { profiles, models }: Offer): string {
  const base = baseModel(model);
  const same = [...(profiles ?? [])].filter((id) => !id.startsWith("arn:") && baseModel(id) === base);
  const ids = [...(models?.get(base)?.onDemand ? [base] : []), ...same.sort()];
  return ids.length === 0 ? "" : `use ${ids.join(" or ")}`;
}

function asProfile(model: string, offer: Offer): Finding {
  const { region, profiles } = offer;
  const subject = publicModel(model);
  if (profiles === undefined)
    return finding(subject, "unknown", "the profiles could not be listed", { region });
  if (profiles.has(model)) return finding(subject, "ok", "a profile of this region", { region });
  return finding(subject, "failed", "no profile of this region", {
    region,
    todo: otherIds(model, offer) || "choose another model or region: there is none of this model here",
  });
}

function asModel(model: string, offer: Offer): Finding {
  const { region, models } = offer;
  const subject = publicModel(model);
  if (models === undefined) return finding(subject, "unknown", "the models could not be listed", { region });
  const found = models.get(model);
  if (found === undefined) {
    return finding(subject, "failed", "no model of this region", {
      region,
      todo: otherIds(model, offer) || "choose another model or region: there is none of this name here",
    });
  }
  if (!found.onDemand) {
    return finding(subject, "failed", "not offered here by its own id", {
      region,
      todo: otherIds(model, offer) || "use an inference profile that holds it",
    });
  }
  return found.legacy
    ? finding(subject, "warning", "offered, but as legacy: it will be taken away", {
        region,
        todo: "plan for a newer model",
      })
    : finding(subject, "ok", "offered by its own id", { region });
}

/** Other ARNs are of custom models, provisioned throughput, prompts: nothing lists all of these. */
const isProfileArn = (model: string): boolean => /^arn:.*:(application-)?inference-profile\//.test(model);

/** Whether an id can be called in a region. */
export function examineId(model: string, offer: Offer): Finding {
  if (isProfileArn(model) || (!model.startsWith("arn:") && profilePrefix(model) !== undefined))
    return asProfile(model, offer);
  if (!model.startsWith("arn:")) return asModel(model, offer);
  return finding(publicModel(model), "unknown", "an ARN of this kind is not looked up", {
    region: offer.region,
  });
}

/** Whether a call would do nothing but be judged: without an agreement the first one makes it. */
export const isAgreed = (access: Access | undefined): boolean => access?.agreement === "AVAILABLE";

/** What stands between the account and a model, by what the service says. */
export function examineAccess(model: string, region: string, access: Access): Finding {
  const subject = `${publicModel(baseModel(model))} access`;
  const told = (state: Finding["state"], says: string, todo?: string): Finding =>
    finding(subject, state, says, { region, todo });
  if (access.authorization === "NOT_AUTHORIZED")
    return told("failed", "this account is not authorized for it", ACCESS_TODO);
  if (access.entitlement === "NOT_AVAILABLE") return told("failed", "no access yet", ACCESS_TODO);
  if (access.agreement === "ERROR") return told("failed", "its agreement could not be made", ACCESS_TODO);
  if (access.agreement === "NOT_AVAILABLE") return told("warning", "no agreement yet", AGREEMENT_TODO);
  if (access.agreement === "PENDING")
    return told("warning", "its agreement is being made", "wait some minutes");
  const isKnown = access.authorization !== undefined && access.entitlement !== undefined;
  // A profile may lead to a model that its own region does not hold.
  if (access.region === "NOT_AVAILABLE" && profilePrefix(model) === undefined)
    return told("failed", "not available in this region", "choose another region or a profile");
  return isKnown
    ? told("ok", "granted, by what the service says")
    : told("unknown", "the service did not say");
}
