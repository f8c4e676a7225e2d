import { describe, expect, it } from "vitest";
import { asJobs, demand, durationAt, nothingDemanded } from "../../src/batch/estimate.js";
import { judge } from "../../src/batch/failures.js";
import { SpillwayError } from "../../src/errors.js";

const aws = (name: string, status: number, message = ""): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

describe("a call that failed", () => {
  it.each([
    ["later", aws("ThrottlingException", 429, "Too many requests")],
    ["later", aws("ThrottlingException", 429, "Too many tokens per day, please wait before trying again.")],
    ["later", aws("ServiceUnavailableException", 503)],
    ["again", aws("InternalServerException", 500)],
    ["again", Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })],
    ["later", Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" })],
    ["record", aws("ValidationException", 400, "max_tokens is too large")],
    ["record", aws("ModelTimeoutException", 408)],
    ["record", new TypeError("messages is not iterable")],
    ["setup", aws("AccessDeniedException", 403)],
    ["setup", aws("ResourceNotFoundException", 404)],
    ["setup", aws("ValidationException", 400, "The provided model identifier is invalid.")],
    ["setup", aws("ExpiredTokenException", 403)],
    ["setup", Object.assign(new Error(), { name: "CredentialsProviderError" })],
    ["setup", Object.assign(new Error(), { name: "TokenRefreshRequired" })],
    ["setup", aws("SignatureDoesNotMatch", 403)],
    ["setup", Object.assign(new Error("self-signed"), { code: "SELF_SIGNED_CERT_IN_CHAIN" })],
    ["setup", new Error("no connection", { cause: Object.assign(new Error(), { code: "EPROTO" }) })],
    ["setup", Object.assign(new Error(), { code: "ERR_TLS_CERT_ALTNAME_INVALID" })],
    ["setup", new SyntaxError("Unexpected token < in JSON")],
    ["again", Object.assign(new SyntaxError("Unexpected token <"), { $metadata: { httpStatusCode: 502 } })],
    ["setup", new Error("never heard of it")],
    ["record", new RangeError("too long")],
    ["stopped", Object.assign(new Error(), { name: "AbortError" })],
    ["stopped", new SpillwayError("CLOSED", "")],
    ["later", new SpillwayError("QUEUE_FULL", "")],
    ["later", new SpillwayError("CIRCUIT_OPEN", "")],
    ["later", new SpillwayError("QUOTA_EXHAUSTED", "of the day", { retryAfterMs: 60_000 })],
    ["record", new SpillwayError("QUOTA_EXHAUSTED", "larger than a whole minute")],
    ["record", new SpillwayError("OUTSIDE_RESIDENCY", "")],
    ["setup", new SpillwayError("INVALID_SETTING", "")],
  ] as const)("is for %s: %s", (failure, error) => {
    expect(judge(error, false)).toBe(failure);
  });

  it.each([
    ["record", aws("AccessDeniedException", 403)],
    ["record", aws("ValidationException", 400, "The provided model identifier is invalid.")],
    ["setup", aws("ExpiredTokenException", 403)],
    ["later", Object.assign(new Error(), { code: "EPROTO" })],
    ["again", new SyntaxError("Unexpected token < in JSON")],
    ["record", new Error("never heard of it")],
  ] as const)("is for %s where its model has answered others: %s", (failure, error) => {
    expect(judge(error, true)).toBe(failure);
  });
});

describe("an estimate", () => {
  const record = (text: string, maxTokens?: number) => ({
    recordId: "a",
    request: {
      api: "Converse" as const,
      modelId: undefined,
      input: {
        messages: [{ role: "user", content: [{ text }] }],
        ...(maxTokens && { inferenceConfig: { maxTokens } }),
      },
    },
  });

  it("adds up what records ask, and what counts against the quota", () => {
    const sum = nothingDemanded();
    demand(sum, record("x".repeat(400), 200), "us.anthropic.claude-sonnet-4-20250514-v1:0", 500);
    demand(sum, record("x".repeat(40)), "amazon.nova-lite-v1:0", 90);
    expect(sum).toMatchObject({
      records: 2,
      bytes: 590,
      maxOutputTokens: 10_200,
      unbounded: 1,
      // Claude's output counts five times.
      quotaTokens: sum.inputTokens + 5 * 200 + 10_000,
    });
    expect(sum.inputTokens).toBeGreaterThanOrEqual(110);
    expect(sum.inputTokens).toBeLessThan(116);
  });

  const sum = { ...nothingDemanded(), records: 600, inputTokens: 6000, quotaTokens: 126_000 };

  it.each([
    [{ requestsPerMinute: 60, tokensPerMinute: undefined }, 1, { minutes: 10, by: "requests" }],
    [{ requestsPerMinute: 60, tokensPerMinute: 6300 }, 1, { minutes: 20, by: "tokens" }],
    [{ requestsPerMinute: 60, tokensPerMinute: 6300 }, 0.5, { minutes: 66_000 / 6300, by: "tokens" }],
    [{ requestsPerMinute: undefined, tokensPerMinute: undefined }, 1, undefined],
  ] as const)("at %j with answers of %d takes %j", (pace, length, duration) => {
    expect(durationAt(sum, pace, length)).toEqual(duration);
  });

  it.each([
    [
      { records: 99, bytes: 1 },
      { jobs: 1, tooFew: true },
    ],
    [
      { records: 100, bytes: 1 },
      { jobs: 1, tooFew: false },
    ],
    [
      { records: 50_001, bytes: 1 },
      { jobs: 2, tooFew: false },
    ],
    [
      { records: 1000, bytes: 2.5 * 2 ** 30 },
      { jobs: 3, tooFew: false },
    ],
  ])("of %j is %j as jobs", (asked, jobs) => {
    expect(asJobs(asked)).toEqual(jobs);
  });
});
