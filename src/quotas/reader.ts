import { SpillwayError } from "../errors.js";
import { field } from "../field.js";
import type { QuotaFigures } from "../settings/settings.js";
import { BRIEF, loadServiceQuotas, type ServiceQuotasClient } from "./client.js";
import { type QuotaNames, quotasOfModel } from "./for-model.js";
import { listQuotas } from "./list.js";
import { figuresOf } from "./marks.js";
import type { ServiceQuota } from "./service-quota.js";

export interface QuotaReaderOptions {
  /** Gives the client to ask in a region. Default: one with the credentials that the SDK finds by itself. */
  readonly clientFor?: ((region: string) => ServiceQuotasClient | Promise<ServiceQuotasClient>) | undefined;
  /** What Service Quotas calls models, by model id, with or without the prefix of a profile. */
  readonly names?: QuotaNames | undefined;
}

/** Tells the applied quotas of a model id in a region. */
export type QuotaReader = (region: string, modelId: string) => Promise<QuotaFigures>;

/**
 * Makes a function that tells the applied quotas of a model in a region, for the option `quotasFor`. It lists the quotas
 * of a region once and remembers them; a listing that failed is tried anew when next asked for.
 *
 * The function's promise rejects with SpillwayError `QUOTA_UNKNOWN` where the quotas of a model are not known,
 * `PEER_MISSING` without `@aws-sdk/client-service-quotas`, and with the service's own errors.
 */
export function quotaReader({ clientFor, names }: QuotaReaderOptions = {}): QuotaReader {
  const list = async (region: string): Promise<readonly ServiceQuota[]> =>
    clientFor === undefined ? listAs(region, {}) : listQuotas(await clientFor(region));
  return readerBy(list, names);
}

function readerBy(
  list: (region: string) => Promise<readonly ServiceQuota[]>,
  names?: QuotaNames,
): QuotaReader {
  const regions = new Map<string, Promise<readonly ServiceQuota[]>>();
  const listed = (region: string): Promise<readonly ServiceQuota[]> => {
    const listing = regions.get(region) ?? list(region);
    regions.set(region, listing);
    listing.catch(() => regions.delete(region));
    return listing;
  };
  return async (region, modelId) => {
    const found = quotasOfModel(await listed(region), modelId, names);
    if (!found.known) throw new SpillwayError("QUOTA_UNKNOWN", found.reason);
    return figuresOf(found.quotas);
  };
}

/** By a client that is made for it, and leaves no socket behind but in a handler that is somebody else's. */
async function listAs(region: string, config: object): Promise<readonly ServiceQuota[]> {
  const { ServiceQuotasClient } = await loadServiceQuotas();
  const client = new ServiceQuotasClient({ region, ...BRIEF, ...config });
  try {
    return await listQuotas(client);
  } finally {
    if (!handlesHttp1(field(config, "requestHandler"))) client.destroy();
  }
}

/** What a client's configuration holds that says who asks. */
const HANDED_ON = ["credentials", "profile", "useDualstackEndpoint", "useFipsEndpoint"] as const;

/**
 * A reader that asks as the client with this configuration does: with its credentials, and through its handler of
 * HTTP/1.1, which may know a proxy. One of HTTP/2, the default, is of no use for Service Quotas.
 */
export function readerLike(config: unknown): QuotaReader {
  const requestHandler = field(config, "requestHandler");
  const handlers = handlesHttp1(requestHandler) ? { requestHandler } : {};
  const entries = HANDED_ON.map((key) => [key, field(config, key)] as const);
  const handed = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return readerBy((region) => listAs(region, { ...handed, ...handlers }));
}

const handlesHttp1 = (handler: unknown): boolean =>
  field(field(handler, "metadata"), "handlerProtocol") === "http/1.1";
