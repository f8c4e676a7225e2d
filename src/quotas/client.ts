import { peerElsewhere } from "../missing-peer.js";

export type ServiceQuotasSdk = typeof import("@aws-sdk/client-service-quotas");
export type ServiceQuotasClient = InstanceType<ServiceQuotasSdk["ServiceQuotasClient"]>;

/** For those who ask while something waits for it to end: a place that does not answer is told soon. */
export const BRIEF = { maxAttempts: 2, requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000 } };

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
