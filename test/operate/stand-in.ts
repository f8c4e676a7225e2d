import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { ServiceQuota } from "../../src/quotas/service-quota.js";
import { closed, listening } from "../http.js";

/** One request as it arrived. */
export interface Arrived {
  readonly operation: string;
  readonly authorization: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface StandIn {
  readonly url: string;
  readonly arrived: Arrived[];
  /** Answers this operation by an error from now on. */
  fail(operation: string, name: string, status: number): void;
  /** Requests for more that are known. */
  readonly requested: Record<string, unknown>[];
  close(): Promise<void>;
}

const PAGE = 3;

/** Service Quotas on this machine, as it speaks on the wire (awsJson1.1), with short pages. */
export async function standIn(quotas: readonly ServiceQuota[]): Promise<StandIn> {
  const arrived: Arrived[] = [];
  const failing = new Map<string, { readonly name: string; readonly status: number }>();
  const requested: Record<string, unknown>[] = [];
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    const body = JSON.parse(await text(request));
    arrived.push({ operation, body, authorization: request.headers.authorization ?? "" });
    const failure = failing.get(operation);
    const said = failure
      ? { __type: `com.amazonaws.servicequotas#${failure.name}`, Message: `no: ${failure.name}` }
      : answerTo(operation, body, quotas, requested);
    response.writeHead(failure?.status ?? 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(said));
  };
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    requested,
    fail: (operation, name, status) => failing.set(operation, { name, status }),
    close: () => closed(server),
  };
}

async function text(request: IncomingMessage): Promise<string> {
  let read = "";
  for await (const part of request) read += part;
  return read;
}

type Body = Readonly<Record<string, unknown>>;

function answerTo(
  operation: string,
  body: Body,
  quotas: readonly ServiceQuota[],
  requested: Record<string, unknown>[],
): object {
  switch (operation) {
    case "ListServiceQuotas":
      return page(
        quotas.filter(({ applied }) => applied !== undefined).map((each) => onWire(each, each.applied)),
        body,
      );
    case "ListAWSDefaultServiceQuotas":
      return page(
        quotas.filter((each) => each.default !== undefined).map((each) => onWire(each, each.default)),
        body,
      );
    case "ListRequestedServiceQuotaChangeHistoryByQuota":
      return { RequestedQuotas: requested.filter(({ QuotaCode }) => QuotaCode === body.QuotaCode) };
    case "RequestServiceQuotaIncrease": {
      const { QuotaCode, DesiredValue } = body;
      const made = { Id: `request-${requested.length + 1}`, Status: "PENDING", QuotaCode, DesiredValue };
      requested.push(made);
      return { RequestedQuota: made };
    }
    default:
      throw new Error(`nobody answers ${operation}`);
  }
}

/** A quota as the service tells it. */
export const onWire = (
  { code, name, adjustable }: Pick<ServiceQuota, "code" | "name" | "adjustable">,
  value: number | undefined,
): object => ({
  ServiceCode: "bedrock",
  QuotaCode: code,
  QuotaName: name,
  Value: value,
  Unit: "None",
  Adjustable: adjustable,
});

/** The second page is empty and not the last. */
function page(all: readonly object[], { NextToken }: Body): object {
  if (NextToken === undefined) return { Quotas: all.slice(0, PAGE), NextToken: "empty" };
  const from = NextToken === "empty" ? PAGE : Number(NextToken);
  if (NextToken === "empty") return { Quotas: [], NextToken: String(from) };
  const to = from + PAGE;
  return { Quotas: all.slice(from, to), ...(to < all.length && { NextToken: String(to) }) };
}
