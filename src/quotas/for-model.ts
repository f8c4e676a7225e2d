import { publicModel } from "../public-model.js";
import { baseModel, profilePrefix } from "../residency.js";
import { QUOTA_KINDS, type QuotaKind } from "../settings/settings.js";
import { readsAlike } from "./alike.js";
import { MODELS, MODELS_SOURCE, type ModelNames } from "./models.js";
import { parseQuotaName, type QuotaProfile } from "./names.js";
import {
  doubled,
  type KindQuotas,
  type NamedQuota,
  namedQuotas,
  type ServiceQuota,
} from "./service-quota.js";

/** What Service Quotas calls models, by model id, with or without the prefix of a profile; goes before what is known here. */
export type QuotaNames = Readonly<Record<string, string>>;

/** The quotas that count for a model id, or why they are not known. They are never guessed. */
export type ModelQuotas =
  | {
      readonly known: true;
      readonly modelId: string;
      readonly profile: QuotaProfile;
      /** What Service Quotas calls the model. */
      readonly name: string;
      readonly quotas: KindQuotas;
    }
  | { readonly known: false; readonly modelId: string; readonly reason: string };

/** Which quotas a model id draws on. */
export function profileOf(modelId: string): QuotaProfile {
  const prefix = profilePrefix(modelId);
  if (prefix === undefined) return "in-region";
  return prefix === "global" ? "global" : "geo";
}

/**
 * The quotas of one model id, profile id or ARN of a profile, out of all those of the service in one region.
 *
 * @param names what to call models that are not known here, or otherwise
 */
export function quotasOfModel(
  quotas: readonly ServiceQuota[],
  modelId: string,
  names: QuotaNames = {},
): ModelQuotas {
  const unknown = (reason: string): ModelQuotas => ({ known: false, modelId, reason });
  const bound = /^arn:.*:(?!inference-profile\/|foundation-model\/)([\w-]+)\//.exec(modelId)?.[1];
  if (bound !== undefined)
    return unknown(`${publicModel(modelId)}: an id of the kind ${bound} names no model.`);
  const model = modelNames(modelId, names);
  const named = namedQuotas(quotas);
  if (model === undefined) return unknown(notKnown(baseModel(modelId), named));
  const profile = profileOf(modelId);
  const found: { -readonly [Name in QuotaKind]?: ServiceQuota } = {};
  for (const kind of QUOTA_KINDS) {
    const fits = quotasFor({ model, profile, kind }, quotas, named);
    if (fits.length > 1) return unknown(ambiguous(modelId, kind, fits));
    if (fits[0] !== undefined) found[kind] = fits[0];
  }
  const [name = ""] = model.names;
  // Tokens per day count for several profiles, and say nothing of which of them there are.
  if (found.requestsPerMinute === undefined && found.tokensPerMinute === undefined)
    return unknown(`Service Quotas has none for ${name}, ${profile}, here.`);
  return { known: true, modelId, profile, name, quotas: found };
}

function modelNames(modelId: string, names: QuotaNames): ModelNames | undefined {
  const id = baseModel(modelId);
  const key = [modelId, id].find((each) => Object.hasOwn(names, each));
  const given = key === undefined ? undefined : names[key];
  return given === undefined ? MODELS.find((model) => model.id === id) : { id, names: [given], codes: [] };
}

interface Wanted {
  readonly model: ModelNames;
  readonly profile: QuotaProfile;
  readonly kind: QuotaKind;
}

/** By name, or by code: names change their wording, codes do not. */
function quotasFor(
  { model, profile, kind }: Wanted,
  quotas: readonly ServiceQuota[],
  named: readonly NamedQuota[],
): readonly ServiceQuota[] {
  const names = model.names.map((name) => name.toLowerCase());
  const byName = named
    .filter(({ said }) => said.kind === kind && said.profiles.includes(profile))
    .filter(({ said }) => names.includes(said.model.toLowerCase()))
    .map(({ quota }) => quota);
  const codes = model.codes.filter((each) => each.profile === profile && each.kind === kind);
  const byCode = quotas.filter(({ code }) => codes.some((each) => each.code === code));
  const all = [...new Set([...byName, ...byCode])];
  return profile === "geo" ? all.map((quota) => (isDoubled(quota) ? doubled(quota) : quota)) : all;
}

const isDoubled = ({ name }: ServiceQuota): boolean => parseQuotaName(name)?.doubled === true;

function notKnown(id: string, named: readonly NamedQuota[]): string {
  const alike = [...new Set(named.map(({ said }) => said.model))].filter((name) => readsAlike(id, name));
  const hint =
    alike.length === 0
      ? ""
      : ` "${alike.join('", "')}" reads alike: if it is the same, say so by names, or by --name on the command line.`;
  return `What Service Quotas calls ${publicModel(id)} is not known here (table of ${MODELS_SOURCE.date}).${hint}`;
}

const ambiguous = (modelId: string, kind: QuotaKind, fits: readonly ServiceQuota[]): string =>
  `More than one quota fits ${publicModel(modelId)}, ${kind}: ${fits.map(({ code, name }) => `${code} "${name}"`).join(", ")}.`;
