import { peerElsewhere } from "../missing-peer.js";

export type ServiceQuotasSdk = typeof import("@aws-sdk/client-service-quotas");
export type ServiceQuotasClient = InstanceType<ServiceQuotasSdk["ServiceQuotasClient"]>;

/**
 * The door to Service Quotas: an optional peer, loaded only when somebody asks for quotas. Within a `try`, so that
 * bundlers bear that it is missing.
 *
 * @throws SpillwayError `PEER_MISSING`
 */
export async function loadServiceQuotas(): Promise<ServiceQuotasSdk> {
  try {
    return await import("@aws-sdk/client-service-quotas");
  } catch (error) {
    return peerElsewhere("@aws-sdk/client-service-quotas", error);
  }
}
