import { describe, expect, it } from "vitest";
import { quotasOfModel } from "../../src/quotas/for-model.js";
import { MODELS } from "../../src/quotas/models.js";
import { QUOTA_PROFILES, type QuotaProfile } from "../../src/quotas/names.js";
import type { ServiceQuota } from "../../src/quotas/service-quota.js";
import { QUOTA_KINDS, type QuotaKind } from "../../src/settings/settings.js";

const PREFIX: Readonly<Record<QuotaProfile, string>> = { "in-region": "", geo: "eu.", global: "global." };

/** As Service Quotas words it; undefined for what it has no quota of. */
function worded(name: string, profile: QuotaProfile, kind: QuotaKind): string | undefined {
  const unit = {
    requestsPerMinute: "requests per minute",
    tokensPerMinute: "tokens per minute",
    tokensPerDay: "tokens per day",
  }[kind];
  if (kind === "tokensPerDay" && profile === "in-region")
    return `Model invocation max tokens per day for ${name} (doubled for cross-region calls)`;
  if (kind === "tokensPerDay" && profile === "geo") return undefined;
  const begin = { "in-region": "On-demand", geo: "Cross-region", global: "Global cross-region" }[profile];
  return `${begin} model inference ${unit} for ${name}`;
}

/** A region that has every quota of every model, each with a figure of its own. */
const REGION: readonly (ServiceQuota & { readonly of: string })[] = MODELS.flatMap(
  ({ id, names, codes }, at) =>
    QUOTA_PROFILES.flatMap((profile) =>
      QUOTA_KINDS.flatMap((kind) => {
        const name = worded(names.at(-1) ?? "", profile, kind);
        const known = codes.find((each) => each.profile === profile && each.kind === kind)?.code;
        const code = known ?? `L-${id}-${profile}-${kind}`;
        return name === undefined
          ? []
          : [{ code, name, applied: at + 1, default: at + 1, adjustable: true, of: id }];
      }),
    ),
);

describe.each(MODELS)("$id", ({ id, names }) => {
  it.each(QUOTA_PROFILES)("has its own quotas and no other's, %s", (profile) => {
    const found = quotasOfModel(REGION, `${PREFIX[profile]}${id}`);
    expect(found).toMatchObject({ known: true, profile, name: names[0] });
    if (!found.known) return;
    for (const kind of QUOTA_KINDS) {
      const quota = REGION.find(({ code }) => code === found.quotas[kind]?.code);
      expect([kind, quota?.of]).toEqual([kind, id]);
    }
  });
});
