import { systemClock } from "../clock.js";
import { field } from "../field.js";
import { loadServiceQuotas } from "../quotas/client.js";
import { baseModel } from "../residency.js";
import { loadBedrock, loadCloudWatch, loadSts } from "./clients.js";
import type { TimeTold } from "./doctor-clock.js";
import type { Identity } from "./doctor-identity.js";
import type { Access, OfferedModel } from "./doctor-models.js";
import { NAMESPACE } from "./metric-names.js";
import { resolvedIn, type SdkResolved } from "./resolved.js";

/** Sends what no model can answer, and so costs nothing: whether it was allowed shows in the error. */
export type InvokeNothing = (
  operation: "InvokeModel" | "InvokeModelWithResponseStream",
  region: string,
  model: string,
) => Promise<unknown>;

/** What the doctor asks of one region. Each may reject with what AWS says, or with SpillwayError `PEER_MISSING`. */
export interface RegionDoors {
  listModels(): Promise<ReadonlyMap<string, OfferedModel>>;
  /** Ids and ARNs. */
  listProfiles(): Promise<ReadonlySet<string>>;
  access(model: string): Promise<Access>;
  listMetrics(): Promise<unknown>;
  metricData(): Promise<unknown>;
  listQuotas(): Promise<unknown>;
  listDefaultQuotas(): Promise<unknown>;
}

/** Somebody waits: a place that does not answer is told soon. */
const BRIEF = { maxAttempts: 2, requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000 } };

async function bedrock(region: string) {
  const sdk = await loadBedrock();
  return { sdk, client: new sdk.BedrockClient({ ...BRIEF, region }) };
}

async function cloudWatch(region: string) {
  const sdk = await loadCloudWatch();
  return { sdk, client: new sdk.CloudWatchClient({ ...BRIEF, region }) };
}

async function serviceQuotas(region: string) {
  const sdk = await loadServiceQuotas();
  return { sdk, client: new sdk.ServiceQuotasClient({ ...BRIEF, region }) };
}

async function listModels(region: string): Promise<ReadonlyMap<string, OfferedModel>> {
  const { sdk, client } = await bedrock(region);
  const { modelSummaries = [] } = await client.send(new sdk.ListFoundationModelsCommand({}));
  return new Map(
    modelSummaries.map(({ modelId = "", inferenceTypesSupported = [], modelLifecycle }) => [
      modelId,
      {
        onDemand: inferenceTypesSupported.includes("ON_DEMAND"),
        legacy: modelLifecycle?.status === "LEGACY",
      },
    ]),
  );
}

async function listProfiles(region: string): Promise<ReadonlySet<string>> {
  const { sdk, client } = await bedrock(region);
  const found = new Set<string>();
  // Each kind by itself: what comes without naming one is nowhere documented.
  for (const typeEquals of ["SYSTEM_DEFINED", "APPLICATION"] as const) {
    for await (const page of sdk.paginateListInferenceProfiles({ client }, { typeEquals })) {
      for (const { inferenceProfileId, inferenceProfileArn } of page.inferenceProfileSummaries ?? []) {
        for (const name of [inferenceProfileId, inferenceProfileArn]) if (name !== undefined) found.add(name);
      }
    }
  }
  return found;
}

async function access(region: string, model: string): Promise<Access> {
  const { sdk, client } = await bedrock(region);
  const modelId = baseModel(model);
  const said = await client.send(new sdk.GetFoundationModelAvailabilityCommand({ modelId }));
  return {
    agreement: said.agreementAvailability?.status,
    authorization: said.authorizationStatus,
    entitlement: said.entitlementAvailability,
    region: said.regionAvailability,
  };
}

async function metricData(region: string): Promise<unknown> {
  const { sdk, client } = await cloudWatch(region);
  const EndTime = new Date(systemClock.wallNow());
  const StartTime = new Date(EndTime.getTime() - 60_000);
  const Metric = { Namespace: NAMESPACE, MetricName: "Invocations" };
  const query = { Id: "q0", MetricStat: { Metric, Period: 60, Stat: "Sum" } };
  return client.send(new sdk.GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: [query] }));
}

export const doorsOf = (region: string): RegionDoors => ({
  listModels: () => listModels(region),
  listProfiles: () => listProfiles(region),
  access: (model) => access(region, model),
  listMetrics: async () => {
    const { sdk, client } = await cloudWatch(region);
    return client.send(new sdk.ListMetricsCommand({ Namespace: NAMESPACE, MetricName: "Invocations" }));
  },
  metricData: () => metricData(region),
  listQuotas: async () => {
    const { sdk, client } = await serviceQuotas(region);
    return client.send(new sdk.ListServiceQuotasCommand({ ServiceCode: "bedrock", MaxResults: 1 }));
  },
  listDefaultQuotas: async () => {
    const { sdk, client } = await serviceQuotas(region);
    return client.send(new sdk.ListAWSDefaultServiceQuotasCommand({ ServiceCode: "bedrock", MaxResults: 1 }));
  },
});

/** Who we are, and what the answer told of the time, whether it was a good one or not. */
export async function identify(
  region: string,
): Promise<{ readonly identity: Identity; readonly time: TimeTold | undefined }> {
  let time: TimeTold | undefined;
  try {
    const sdk = await loadSts();
    const client = new sdk.STSClient({ ...BRIEF, region });
    client.middlewareStack.add(
      (next) => async (args) => {
        const sentAt = systemClock.wallNow();
        const result = await next(args);
        const date = field(field(result.response, "headers"), "date");
        if (typeof date === "string") time = { date, sentAt, receivedAt: systemClock.wallNow() };
        return result;
      },
      { step: "deserialize", name: "spillwayDoctorTime" },
    );
    const { Account, Arn } = await client.send(new sdk.GetCallerIdentityCommand({}));
    return { identity: { known: true, account: Account, arn: Arn }, time };
  } catch (error) {
    return { identity: { known: false, error }, time };
  }
}

/** What the SDK makes of variables and of the shared configuration file, by its own rules. */
export async function resolveSdk(): Promise<SdkResolved> {
  const load = async (): Promise<object> => {
    const sdk = await loadSts();
    return new sdk.STSClient({}).config;
  };
  return resolvedIn(await load().catch(() => undefined));
}
