import { Readable } from "node:stream";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { HttpResponse } from "@smithy/core/protocols";
import { ODD_CODE, SECRETS } from "./secrets.js";

const codec = new EventStreamCodec(
  (of) => (typeof of === "string" ? of : new TextDecoder().decode(of)),
  (of) => new TextEncoder().encode(of),
);

function frame(headers: Readonly<Record<string, string>>, body: unknown): Uint8Array {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: "string" as const, value }]);
  return codec.encode({
    headers: Object.fromEntries(typed),
    body: new TextEncoder().encode(JSON.stringify(body)),
  });
}

const said = (status: number, type: string, message: string): HttpResponse =>
  new HttpResponse({
    statusCode: status,
    headers: {
      "content-type": "application/json",
      "x-amzn-errortype": type,
      "x-amzn-requestid": "11111111-2222-3333-4444-555555555555",
      "x-internal": SECRETS.responseHeader,
    },
    body: Readable.from([Buffer.from(JSON.stringify({ message }))]),
  });

const streamed = (last: Uint8Array): HttpResponse => {
  const text = { contentBlockIndex: 0, delta: { text: SECRETS.streamText } };
  const first = frame({ ":message-type": "event", ":event-type": "contentBlockDelta" }, text);
  const headers = {
    "content-type": "application/vnd.amazon.eventstream",
    "x-internal": SECRETS.responseHeader,
  };
  return new HttpResponse({ statusCode: 200, headers, body: Readable.from([first, last]) });
};

const message = SECRETS.streamMessage;

/** By what stands in the place of a model's id. */
const ANSWERS: Readonly<Record<string, () => HttpResponse>> = {
  "odd.validation": () => said(400, "ValidationException", SECRETS.errorMessage),
  "odd.throttle": () => said(429, "ThrottlingException", SECRETS.errorMessage),
  "odd.type": () => said(400, ODD_CODE, SECRETS.errorMessage),
  "odd.unavailable": () => said(503, "ServiceUnavailableException", SECRETS.errorMessage),
  "odd.exception": () =>
    streamed(frame({ ":message-type": "exception", ":exception-type": "throttlingException" }, { message })),
  "odd.unknown": () =>
    streamed(frame({ ":message-type": "exception", ":exception-type": ODD_CODE }, { message })),
  "odd.error": () =>
    streamed(frame({ ":message-type": "error", ":error-code": ODD_CODE, ":error-message": message }, {})),
};

export const ODD_MODELS = Object.keys(ANSWERS);

/** A service that quotes, in its errors and in its streams, what should stay between it and the caller. */
export const oddHandler = {
  metadata: { handlerProtocol: "h2" },
  destroy: () => undefined,
  handle: async ({ path }: { readonly path: string }) => {
    const model = decodeURIComponent(path.split("/")[2] ?? "");
    const answer = ANSWERS[model];
    if (answer === undefined) throw new Error(`no answer for ${path}`);
    return { response: answer() };
  },
};
