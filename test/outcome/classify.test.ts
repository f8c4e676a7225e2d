import { describe, expect, it } from "vitest";
import { classify } from "../../src/outcome/classify.js";
import type { OutcomeClass } from "../../src/outcome/outcome.js";
import { type WordingName, wordings } from "../../src/simulator/index.js";
import { thrownByConverse, thrownByStream } from "./help.js";

/** What each wording of the service means: every row of our notes on what Bedrock says. */
const MEANING: Readonly<Record<WordingName, OutcomeClass>> = {
  tooManyRequests: "quota.requests",
  tooManyRequestsOld: "quota.requests",
  requestRateTooHigh: "quota.requests",
  rateExceeded: "throttle.unknown",
  tooManyTokens: "quota.tokens",
  tooManyTokensPerDay: "quota.tokens_per_day",
  modelOverloaded: "capacity",
  modelNotReady: "model_loading",
  unableToProcess: "capacity",
  tooManyConnections: "capacity",
  tooManyConnectionsDetailed: "capacity",
  temporarilyUnavailable: "capacity",
  htmlUnavailable: "capacity",
  unexpectedError: "server",
  capacityReached400: "capacity",
  capacityReached429: "capacity",
  capacityReached503: "capacity",
  insufficientThroughput400: "capacity",
  insufficientThroughput429: "capacity",
  insufficientThroughput503: "capacity",
  overloaded: "capacity",
  overloadedError: "capacity",
  modelTimeout: "timeout",
  modelError: "server",
  modelErrorOverloaded: "capacity",
  modelStreamError: "server",
  serviceQuotaExceeded: "config",
  accessDenied: "denied",
  agreementBeingCreated: "denied",
  resourceNotFound: "denied",
  formNotFilled: "denied",
  validation: "config",
  malformedInput: "config",
  modelIdentifierInvalid: "unusable",
  onDemandUnsupported: "unusable",
  conflict: "config",
  clockSkew: "clock_skew",
  unknownOperation: "denied",
};

const rows = Object.entries(MEANING) as [WordingName, OutcomeClass][];

describe("what the SDK throws when the service says", () => {
  it("is known for every wording that the simulator has", () => {
    expect(Object.keys(MEANING).sort()).toEqual(Object.keys(wordings).sort());
  });

  it.each(rows)("%s means %s", async (wording, meaning) => {
    expect(classify(await thrownByConverse(wording))).toBe(meaning);
  });

  it.each(rows)("%s before a stream begins means %s", async (wording, meaning) => {
    const { error, from } = await thrownByStream(wording, "response");
    expect([from, classify(error)]).toEqual(["send", meaning]);
  });
});

/** The exceptions that a stream can carry; what is not among them comes as a plain Error with the name on the wire. */
const IN_STREAM = [
  "tooManyRequests",
  "tooManyTokens",
  "tooManyTokensPerDay",
  "capacityReached429",
  "capacityReached503",
  "modelOverloaded",
  "unableToProcess",
  "tooManyConnections",
  "unexpectedError",
  "modelTimeout",
  "modelStreamError",
  "validation",
  "insufficientThroughput429",
  "insufficientThroughput503",
] as const;

describe("inside a stream", () => {
  it.each(IN_STREAM)("%s in the first frame is thrown by send() and means the same", async (wording) => {
    const { error, from } = await thrownByStream(wording, "firstFrame");
    expect(from).toBe("send");
    const { $metadata, $response } = error as {
      $metadata?: { httpStatusCode?: number };
      $response?: { statusCode: number };
    };
    // The stream's own status, which is not the error's, if any.
    for (const status of [$metadata?.httpStatusCode, $response?.statusCode]) expect(status ?? 200).toBe(200);
    expect($response).toBeDefined();
    expect(classify(error)).toBe(MEANING[wording]);
  });

  it.each(IN_STREAM)(
    "%s halfway is thrown by the iterator, without metadata, and means the same",
    async (wording) => {
      const { error, from } = await thrownByStream(wording, "midStream");
      expect(from).toBe("iterator");
      expect(error).toHaveProperty("message");
      expect((error as { $metadata?: unknown }).$metadata).toBeUndefined();
      expect(classify(error)).toBe(MEANING[wording]);
    },
  );

  it("a cut connection is a fault of the server's side", async () => {
    const { error, from } = await thrownByStream("unableToProcess", "cut");
    expect([from, classify(error)]).toEqual(["iterator", "server"]);
  });
});
