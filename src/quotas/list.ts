import { loadServiceQuotas, type ServiceQuotasClient, type ServiceQuotasSdk } from "./client.js";
import type { ServiceQuota } from "./service-quota.js";

/** Anew for each listing: the SDK writes the token of the next page into it. */
const service = (): { ServiceCode: string } => ({ ServiceCode: "bedrock" });
/** The most that one page holds. */
const PAGE_SIZE = 100;
/** The service has some hundreds of quotas: who answers with more pages never comes to an end. */
const MOST_PAGES = 200;

/** All quotas of the service `bedrock` in the client's region: what is applied, joined with the defaults. */
export async function listQuotas(client: ServiceQuotasClient): Promise<readonly ServiceQuota[]> {
  const sdk = await loadServiceQuotas();
  const pages = { client, pageSize: PAGE_SIZE, stopOnSameToken: true };
  const [applied, published] = await Promise.all([
    itemsOf(sdk.paginateListServiceQuotas(pages, service())),
    itemsOf(sdk.paginateListAWSDefaultServiceQuotas(pages, service())),
  ]);
  const codes = new Set([...published.keys(), ...applied.keys()]);
  return [...codes].map((code) => joined(code, applied.get(code), published.get(code)));
}

type PageOf<Pages> = Pages extends AsyncIterable<infer Page> ? Page : never;
type Page = PageOf<ReturnType<ServiceQuotasSdk["paginateListServiceQuotas"]>>;
type Item = NonNullable<Page["Quotas"]>[number];

/** By code. A page may be short, or empty, and not be the last. */
async function itemsOf(pages: AsyncIterable<{ readonly Quotas?: readonly (Item | null)[] | undefined }>) {
  const items = new Map<string, Item>();
  let read = 0;
  for await (const { Quotas } of pages) {
    for (const item of Quotas ?? []) if (item?.QuotaCode !== undefined) items.set(item.QuotaCode, item);
    if (++read === MOST_PAGES) break;
  }
  return items;
}

/** A figure as it should be; what comes over the wire may be anything. */
const figure = (value: unknown): number | undefined =>
  typeof value === "number" && value >= 0 && Number.isFinite(value) ? value : undefined;

function joined(code: string, applied: Item | undefined, published: Item | undefined): ServiceQuota {
  return {
    code,
    name: applied?.QuotaName ?? published?.QuotaName ?? code,
    // Where it can't be told, the value would be a guess.
    applied: applied?.ErrorReason === undefined ? figure(applied?.Value) : undefined,
    default: figure(published?.Value),
    adjustable: applied?.Adjustable ?? published?.Adjustable ?? false,
  };
}
