import { systemClock } from "../clock.js";
import { field } from "../field.js";
import { BRIEF, loadServiceQuotas } from "../quotas/client.js";
import { baseModel } from "../residency.js";
import { loadBedrock, loadCloudWatch, loadSts } from "./clients.js";
import type { TimeTold } from "./doctor-clock.js";
import type { Identity } from "./doctor-identity.js";
import type { Access, OfferedModel } from "./doctor-models.js";
import type { SdkVariables } from "./doctor-sdk.js";
import { NAMESPACE } from "./metric-names.js";
import { bounded } from "./pages.js";
import { resolvedIn, type SdkResolved } from "./resolved.js";
import { said } from "./said.js";

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
  /** To be called when nothing is asked any more. */
  close(): void;
}

const ONE_QUOTA = { ServiceCode: "bedrock", MaxResults: 1 };

/** Clients of one region, each made when it is first needed. */
function clientsIn(region: string) {
  const made: { destroy(): void }[] = [];
  const once = <Sdk, Client extends { destroy(): void }>(
    load: () => Promise<Sdk>,
    make: (sdk: Sdk) => Client,
  ) => {
    let both: Promise<{ readonly sdk: Sdk; readonly client: Client }> | undefined;
    const begin = async () => {
      const sdk = await load();
      const client = make(sdk);
      made.push(client);
      return { sdk, client };
    };
    return () => {
      both ??= begin();
      return both;
    };
  };
  const config = { ...BRIEF, region };
  return {
    bedrock: once(loadBedrock, (sdk) => new sdk.BedrockClient(config)),
    cloudWatch: once(loadCloudWatch, (sdk) => new sdk.CloudWatchClient(config)),
    serviceQuotas: once(loadServiceQuotas, (sdk) => new sdk.ServiceQuotasClient(config)),
    close: (): void => {
      for (const client of made) client.destroy();
    },
  };
}

type Clients = ReturnType<typeof clientsIn>;

async function listModels({ bedrock }: Clients): Promise<ReadonlyMap<string, OfferedModel>> {
  const { sdk, client } = await bedrock();
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

async function listProfiles({ bedrock }: Clients): Promise<ReadonlySet<string>> {
  const { sdk, client } = await bedrock();
  const found = new Set<string>();
  // Each kind by itself: what comes without naming one is nowhere documented.
  for (const typeEquals of ["SYSTEM_DEFINED", "APPLICATION"] as const) {
    const pages = sdk.paginateListInferenceProfiles({ client, stopOnSameToken: true }, { typeEquals });
    for await (const page of bounded(pages)) {
      for (const { inferenceProfileId, inferenceProfileArn } of page.inferenceProfileSummaries ?? []) {
        for (const name of [inferenceProfileId, inferenceProfileArn]) if (name !== undefined) found.add(name);
      }
    }
  }
  return found;
}

async function access({ bedrock }: Clients, model: string): Promise<Access> {
  const { sdk, client } = await bedrock();
  const modelId = baseModel(model);
  const said = await client.send(new sdk.GetFoundationModelAvailabilityCommand({ modelId }));
  return {
    agreement: said.agreementAvailability?.status,
    authorization: said.authorizationStatus,
    entitlement: said.entitlementAvailability,
    region: said.regionAvailability,
  };
}

async function metricData({ cloudWatch }: Clients): Promise<unknown> {
  const { sdk, client } = await cloudWatch();
  const EndTime = new Date(systemClock.wallNow());
  const StartTime = new Date(EndTime.getTime() - 60_000);
  const Metric = { Namespace: NAMESPACE, MetricName: "Invocations" };
  const query = { Id: "q0", MetricStat: { Metric, Period: 60, Stat: "Sum" } };
  return client.send(new sdk.GetMetricDataCommand({ StartTime, EndTime, MetricDataQueries: [query] }));
}

export function doorsOf(region: string): RegionDoors {
  const clients = clientsIn(region);
  return {
    listModels: () => listModels(clients),
    listProfiles: () => listProfiles(clients),
    access: (model) => access(clients, model),
    listMetrics: async () => {
      const { sdk, client } = await clients.cloudWatch();
      return client.send(new sdk.ListMetricsCommand({ Namespace: NAMESPACE, MetricName: "Invocations" }));
    },
    metricData: () => metricData(clients),
    listQuotas: async () => {
      const { sdk, client } = await clients.serviceQuotas();
      return client.send(new sdk.ListServiceQuotasCommand(ONE_QUOTA));
    },
    listDefaultQuotas: async () => {
      const { sdk, client } = await clients.serviceQuotas();
      return client.send(new sdk.ListAWSDefaultServiceQuotasCommand(ONE_QUOTA));
    },
    close: clients.close,
  };
}

/** Who we are, and what the answer told of the time, whether it was a good one or not. */
export async function identify(
  region: string,
): Promise<{ readonly identity: Identity; readonly time: TimeTold | undefined }> {
  let time: TimeTold | undefined;
  let client: { destroy(): void } | undefined;
  try {
    const sdk = await loadSts();
    const sts = new sdk.STSClient({ ...BRIEF, region });
    client = sts;
    sts.middlewareStack.add(
      (next) => async (args) => {
        const sentAt = systemClock.wallNow();
        const result = await next(args);
        const date = field(field(result.response, "headers"), "date");
        if (typeof date === "string") time = { date, sentAt, receivedAt: systemClock.wallNow() };
        return result;
      },
      { step: "deserialize", name: "spillwayDoctorTime" },
    );
    const { Account, Arn } = await sts.send(new sdk.GetCallerIdentityCommand({}));
    return { identity: { known: true, account: Account, arn: Arn }, time };
  } catch (error) {
    return { identity: { known: false, error }, time };
  } finally {
    client?.destroy();
  }
}

/**
 * What the SDK makes of variables and of the shared configuration file, by its own rules; where it is not there, what
 * AWS_REGION says.
 */
export async function resolveSdk(variables: SdkVariables): Promise<SdkResolved> {
  try {
    const sdk = await loadSts();
    const client = new sdk.STSClient({});
    return await resolvedIn(client.config).finally(() => client.destroy());
  } catch (error) {
    const none = { retryMode: undefined, maxAttempts: undefined };
    return { ...none, region: variables.get("AWS_REGION"), unasked: said(error) };
  }
}
