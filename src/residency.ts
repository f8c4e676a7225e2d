import { publicModel } from "./public-model.js";
import { REGION_NAME } from "./region-name.js";

/**
 * Zones that data may be kept in: their regions, and the profile ids that never leave them. Source: Amazon Bedrock user
 * guide, "Geographic cross-Region inference", November 2026. Zurich and London are not in the European Union.
 */
const ZONES: Readonly<Record<string, { readonly regions: RegExp; readonly profiles: readonly string[] }>> = {
  us: { regions: /^us-(east|west)-\d+$/, profiles: ["us"] },
  "us-gov": { regions: /^us-gov-/, profiles: ["us-gov"] },
  eu: { regions: /^(eu-(?!west-2$|central-2$)|eusc-)/, profiles: ["eu"] },
  apac: { regions: /^ap-/, profiles: ["apac", "jp", "au"] },
  jp: { regions: /^ap-northeast-[13]$/, profiles: ["jp"] },
  au: { regions: /^ap-southeast-[24]$/, profiles: ["au"] },
  ca: { regions: /^ca-/, profiles: ["ca"] },
};

export const ZONE_NAMES: readonly string[] = Object.keys(ZONES);

/** What `residency` may hold. */
export const ZONE_OR_REGION = new RegExp(`^(${ZONE_NAMES.join("|")})$|${REGION_NAME.source}`);

/** Prefixes that are more than two letters; every provider's name is, too. */
const LONG_PREFIXES: ReadonlySet<string> = new Set(["apac", "global", "us-gov"]);

/** The prefix of a profile id that says where it may run (`us`, `eu`, `global`); undefined for a plain model id. */
export function profilePrefix(modelId: string): string | undefined {
  const [prefix = "", ...rest] = resourceOf(modelId).split(".");
  if (rest.length === 0) return undefined;
  return LONG_PREFIXES.has(prefix) || /^[a-z]{2}$/.test(prefix) ? prefix : undefined;
}

/** The model behind a plain id or a profile's: what is the same in all its profiles. */
export function baseModel(modelId: string): string {
  const id = resourceOf(modelId);
  const prefix = profilePrefix(id);
  return prefix === undefined ? id : id.slice(prefix.length + 1);
}

/** `us.anthropic.x` of `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.x`. */
const resourceOf = (modelId: string): string =>
  modelId.startsWith("arn:") ? modelId.slice(modelId.lastIndexOf("/") + 1) : modelId;

/** The region that an ARN names. */
const regionOfArn = (modelId: string): string | undefined =>
  modelId.startsWith("arn:") ? modelId.split(":")[3] || undefined : undefined;

const allowsRegion = (residency: readonly string[], region: string): boolean =>
  residency.some((item) => item === region || ZONES[item]?.regions.test(region) === true);

const allowsProfile = (residency: readonly string[], prefix: string): boolean =>
  residency.some((item) => ZONES[item]?.profiles.includes(prefix) === true);

/** Why a region is outside, or undefined where it is not. */
export function regionLeaves(residency: readonly string[], region: string): string | undefined {
  if (residency.length === 0 || allowsRegion(residency, region)) return undefined;
  return `region ${region}: ${only(residency)}`;
}

/**
 * Why a model or profile id leads outside, whatever region it is called in. A profile may run anywhere in its geography,
 * so it is allowed only where a whole zone is that holds it; a list of regions allows none.
 */
export function modelLeaves(residency: readonly string[], modelId: string): string | undefined {
  if (residency.length === 0) return undefined;
  const named = regionOfArn(modelId);
  if (named !== undefined && !allowsRegion(residency, named))
    return `an ARN of ${publicModel(named)}: ${only(residency)}`;
  const prefix = profilePrefix(modelId);
  if (prefix === undefined || allowsProfile(residency, prefix)) return undefined;
  return `profile ${publicModel(resourceOf(modelId))}, which runs anywhere in "${prefix}": ${only(residency)}`;
}

/** Why a call to this region and model would leave the residency, or undefined where it stays. */
export const leaves = (residency: readonly string[], region: string, modelId: string): string | undefined =>
  regionLeaves(residency, region) ?? modelLeaves(residency, modelId);

const only = (residency: readonly string[]): string => `residency allows ${residency.join(", ")} only`;
