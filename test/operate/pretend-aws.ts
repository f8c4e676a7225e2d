import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { closed, listening } from "../http.js";
import { onWire } from "./stand-in.js";

/** What the pretend AWS holds. By the region in the signature. */
export interface AwsState {
  /** Values of a minute, by `region model metric`; the same in each minute. */
  readonly metrics?: Readonly<Record<string, number>>;
  readonly quotas?: readonly { readonly code: string; readonly name: string; readonly value: number }[];
  readonly models?: readonly {
    readonly id: string;
    readonly onDemand?: boolean;
    readonly legacy?: boolean;
  }[];
  readonly profiles?: readonly string[];
  readonly agreement?: string;
  /** Actions that are refused, as `cloudwatch:GetMetricData`. */
  readonly denied?: readonly string[];
  /** How far its clock is ahead. */
  readonly aheadMs?: number;
  /** What STS answers instead of an identity. */
  readonly stsError?: { readonly code: string; readonly message: string };
}

/** One request as it came. */
export interface Asked {
  readonly action: string;
  readonly region: string;
  readonly contentType: string;
  body: string;
}

export interface PretendAws {
  readonly url: string;
  /** Of the pretend bedrock-runtime, HTTP/2. */
  readonly runtimeUrl: string;
  readonly asked: Asked[];
  state: AwsState;
  close(): Promise<void>;
}

const ACCOUNT = "123456789012";
const ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/app-role/ann.smith@example.com`;

const regionOf = (authorization: string): string =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization)?.[1] ?? "";

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: unknown;
}

const refusal = (action: string): Answer => ({
  status: 403,
  body: {
    __type: "AccessDeniedException",
    message: `User: ${ARN} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  },
});

/** AWS's own names for what comes over the wire. */
const TARGETS: Readonly<Record<string, string>> = {
  "GraniteServiceVersion20100801.ListMetrics": "cloudwatch:ListMetrics",
  "GraniteServiceVersion20100801.GetMetricData": "cloudwatch:GetMetricData",
  "ServiceQuotasV20190624.ListServiceQuotas": "servicequotas:ListServiceQuotas",
  "ServiceQuotasV20190624.ListAWSDefaultServiceQuotas": "servicequotas:ListAWSDefaultServiceQuotas",
};

function actionOf(request: IncomingMessage, body: string): string {
  const target = TARGETS[String(request.headers["x-amz-target"])];
  if (target !== undefined) return target;
  const path = new URL(request.url ?? "/", "http://x").pathname;
  if (path.startsWith("/foundation-models")) return "bedrock:ListFoundationModels";
  if (path.startsWith("/inference-profiles")) return "bedrock:ListInferenceProfiles";
  if (path.startsWith("/foundation-model-availability/")) return "bedrock:GetFoundationModelAvailability";
  return body.includes("Action=GetCallerIdentity") ? "sts:GetCallerIdentity" : `unknown ${path}`;
}

interface MetricStat {
  readonly Metric: { readonly MetricName: string; readonly Dimensions?: { readonly Value: string }[] };
  readonly Period: number;
}

function metricData(state: AwsState, region: string, body: string): Answer {
  // What our own client sends.
  const asked = JSON.parse(body) as {
    StartTime: number;
    EndTime: number;
    MetricDataQueries: { Id: string; MetricStat: MetricStat }[];
  };
  const results = asked.MetricDataQueries.map(({ Id, MetricStat: { Metric, Period } }) => {
    const value = state.metrics?.[`${region} ${Metric.Dimensions?.[0]?.Value} ${Metric.MetricName}`];
    const times: number[] = [];
    for (let at = asked.StartTime; value !== undefined && at < asked.EndTime; at += Period) times.push(at);
    return { Id, Timestamps: times, Values: times.map(() => value), StatusCode: "Complete" };
  });
  return { body: { MetricDataResults: results } };
}

function listMetrics(state: AwsState, region: string): Answer {
  const models = Object.keys(state.metrics ?? {})
    .map((key) => key.split(" "))
    .flatMap(([place, model]) => (place === region ? [model] : []));
  const Metrics = [...new Set(models)].map((Value) => ({
    Namespace: "AWS/Bedrock",
    Dimensions: [{ Name: "ModelId", Value }],
  }));
  return { body: { Metrics } };
}

function sts({ stsError }: AwsState): Answer {
  const type = "text/xml";
  if (stsError) {
    const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${stsError.code}</Code><Message>${stsError.message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
    return { status: 403, type, body };
  }
  const identity = `<Arn>${ARN}</Arn><UserId>AROAEXAMPLE:ann</UserId><Account>${ACCOUNT}</Account>`;
  return {
    type,
    body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${identity}</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  };
}

function profiles(state: AwsState, url: string): Answer {
  const wanted = new URL(url, "http://x").searchParams.get("type");
  const ids = wanted === "APPLICATION" ? [] : (state.profiles ?? []);
  return {
    body: {
      inferenceProfileSummaries: ids.map((id) => ({
        inferenceProfileId: id,
        inferenceProfileArn: `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${id}`,
        inferenceProfileName: id,
        status: "ACTIVE",
        type: "SYSTEM_DEFINED",
        models: [],
      })),
    },
  };
}

function answer(state: AwsState, asked: Asked, url: string): Answer {
  if (state.denied?.includes(asked.action)) return refusal(asked.action);
  switch (asked.action) {
    case "cloudwatch:ListMetrics":
      return listMetrics(state, asked.region);
    case "cloudwatch:GetMetricData":
      return metricData(state, asked.region, asked.body);
    case "servicequotas:ListServiceQuotas":
    case "servicequotas:ListAWSDefaultServiceQuotas":
      return {
        body: {
          Quotas: (state.quotas ?? []).map(({ code, name, value }) =>
            onWire({ code, name, adjustable: true }, value),
          ),
        },
      };
    case "bedrock:ListFoundationModels":
      return {
        body: {
          modelSummaries: (state.models ?? []).map(({ id, onDemand = true, legacy = false }) => ({
            modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${id}`,
            modelId: id,
            inferenceTypesSupported: onDemand ? ["ON_DEMAND"] : [],
            modelLifecycle: { status: legacy ? "LEGACY" : "ACTIVE" },
          })),
        },
      };
    case "bedrock:ListInferenceProfiles":
      return profiles(state, url);
    case "bedrock:GetFoundationModelAvailability":
      return {
        body: {
          modelId: "x",
          agreementAvailability: { status: state.agreement ?? "AVAILABLE" },
          authorizationStatus: "AUTHORIZED",
          entitlementAvailability: "AVAILABLE",
          regionAvailability: "AVAILABLE",
        },
      };
    case "sts:GetCallerIdentity":
      return sts(state);
    default:
      return { status: 404, body: { __type: "UnknownOperationException", message: asked.action } };
  }
}

function send(response: ServerResponse, { status = 200, type, body }: Answer, aheadMs: number): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": type ?? "application/json",
    date: new Date(Date.now() + aheadMs).toUTCString(),
  });
  response.end(text);
}

/** A pretend AWS on this machine: CloudWatch, Service Quotas, Bedrock's control plane and STS, and a bedrock-runtime. */
export async function pretendAws(state: AwsState = {}): Promise<PretendAws> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => {
      body += part.toString();
    });
    request.on("end", () => {
      const one = {
        action: actionOf(request, body),
        region: regionOf(request.headers.authorization ?? ""),
        contentType: request.headers["content-type"] ?? "",
        body,
      };
      asked.push(one);
      send(response, answer(it.state, one, request.url ?? "/"), it.state.aheadMs ?? 0);
    });
  });
  const runtime = createHttp2Server((request, response) => {
    const isStream = request.url.endsWith("-stream");
    const action = `bedrock:${isStream ? "InvokeModelWithResponseStream" : "InvokeModel"}`;
    const region = regionOf(request.headers.authorization ?? "");
    const one = { action, region, contentType: "", body: "" };
    asked.push(one);
    request.on("data", (part: Buffer) => {
      one.body += part.toString();
    });
    const { status, body } = it.state.denied?.includes(action)
      ? { status: 403, body: refusal(action).body }
      : {
          status: 400,
          body: { message: "Malformed input request, please reformat your input and try again." },
        };
    const type = status === 403 ? "AccessDeniedException" : "ValidationException";
    request.on("end", () => {
      response.writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type });
      response.end(JSON.stringify(body));
    });
  });
  const [port, runtimePort] = await Promise.all([server, runtime].map(listening));
  const it: PretendAws = {
    url: `http://127.0.0.1:${port}`,
    runtimeUrl: `http://127.0.0.1:${runtimePort}`,
    asked,
    state,
    close: async () => {
      await Promise.all([closed(server), new Promise((done) => runtime.close(done))]);
    },
  };
  return it;
}
