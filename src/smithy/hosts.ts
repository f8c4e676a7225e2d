import { field } from "../field.js";

/**
 * Whether a client's configuration names an endpoint. One that comes from `AWS_ENDPOINT_URL*` is not in it; that one
 * shows in the host of the requests.
 */
export const hasOwnEndpoint = (config: unknown): boolean =>
  field(config, "isCustomEndpoint") === true || (field(config, "endpoint") ?? undefined) !== undefined;

/** Why there is no way to another region from such a client. */
export const ownEndpoint = (region: string): string =>
  `the client uses an endpoint of its own (set in code, or by AWS_ENDPOINT_URL_BEDROCK_RUNTIME or AWS_ENDPOINT_URL), which does not say where ${region} is: give endpointFor or clientFor`;

/** Why there is none where the client is not known. */
export const unreachable = (...regions: readonly string[]): string =>
  `regions, targets lead to ${regions.join(", ")}, and use() does not show the client that could go there: write withSpillway(client, options), or give clientFor.`;

/** What the names of the service's own hosts end with, in all partitions. */
const DOMAINS: ReadonlySet<string> = new Set([
  "amazonaws.com",
  "api.aws",
  "amazonaws.com.cn",
  "api.amazonwebservices.com.cn",
  "amazonaws.eu",
  "api.amazonwebservices.eu",
  "c2s.ic.gov",
  "api.aws.ic.gov",
  "sc2s.sgov.gov",
  "api.aws.scloud",
  "cloud.adc-e.uk",
  "api.cloud-aws.adc-e.uk",
  "csp.hci.ic.gov",
  "api.aws.hci.ic.gov",
]);

/** Whether a host is the service's own in a region: not an endpoint of the user's, which may lead anywhere. */
export const isServiceHost = (hostname: unknown, region: string): boolean =>
  regionOfServiceHost(hostname) === region;

/** The region of a host of the service's own. */
export function regionOfServiceHost(hostname: unknown): string | undefined {
  if (typeof hostname !== "string") return undefined;
  const [service = "", region, ...domain] = hostname.toLowerCase().split(".");
  const isOwn = /^bedrock-runtime(-fips)?$/.test(service) && DOMAINS.has(domain.join("."));
  return isOwn ? region : undefined;
}
