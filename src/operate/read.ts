import { loadServiceQuotas, type ServiceQuotasClient } from "../quotas/client.js";
import { listQuotas } from "../quotas/list.js";
import type { ServiceQuota } from "../quotas/service-quota.js";

/** All quotas of Bedrock in one region. */
export interface RegionQuotas {
  readonly region: string;
  readonly quotas: readonly ServiceQuota[];
}

export interface ReadQuotasOptions {
  /** Default: the one that the SDK finds by itself, for example in AWS_REGION. */
  readonly region?: string | undefined;
  /** Asks with this client, in its region, instead of with one of its own. */
  readonly client?: ServiceQuotasClient | undefined;
}

/**
 * Reads the quotas of the service `bedrock` in one region: what is applied to the account, and the defaults. It takes the
 * permissions `servicequotas:ListServiceQuotas` and `servicequotas:ListAWSDefaultServiceQuotas`.
 *
 * @throws SpillwayError `PEER_MISSING` without `@aws-sdk/client-service-quotas`; the service's own errors as they are
 */
export async function readQuotas({ region, client }: ReadQuotasOptions = {}): Promise<RegionQuotas> {
  if (client !== undefined) return { region: await client.config.region(), quotas: await listQuotas(client) };
  const own = await quotasClient(region);
  try {
    return await readQuotas({ client: own });
  } finally {
    own.destroy();
  }
}

/** A client with the credentials that the SDK finds by itself. */
export async function quotasClient(region: string | undefined): Promise<ServiceQuotasClient> {
  const { ServiceQuotasClient } = await loadServiceQuotas();
  return new ServiceQuotasClient(region === undefined ? {} : { region });
}
