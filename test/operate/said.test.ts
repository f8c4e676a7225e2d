import { describe, expect, it } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import { deniedOf, remedyOf } from "../../src/operate/denied.js";
import { count, percent, short } from "../../src/operate/figures.js";
import { said } from "../../src/operate/said.js";

const error = (name: string, message: unknown) => Object.assign(new Error(), { name, message });

describe("what an error of AWS is told by", () => {
  it.each([
    ["its name and its message", error("A", "no such thing"), "A: no such thing"],
    ["its name alone", error("A", ""), "A"],
    ["accounts cut to four digits", error("A", "arn:aws:sts::123456789012:x"), "A: arn:aws:sts::…9012:x"],
    [
      "no session, which is often a person's name",
      error("A", "User: arn:aws:sts::123456789012:assumed-role/app/ann.smith@example.com is not authorized"),
      "A: User: arn:aws:sts::…9012:assumed-role/app/… is not authorized",
    ],
    ["no key", error("A", "key AKIAIOSFODNN7EXAMPLE is bad"), "A: key … is bad"],
    ["no API key of Bedrock", error("A", "ABSKQMEDR0CKAPIKEY1234 is bad"), "A: … is bad"],
    [
      "its first line: a bad signature quotes the session token further down",
      error("SignatureDoesNotMatch", "no match.\n\nThe Canonical String\nx-amz-security-token:secret"),
      "SignatureDoesNotMatch: no match.",
    ],
    ["at most 200 characters", error("A", "x".repeat(300)), `A: ${"x".repeat(200)}…`],
    ["its type where it is none", "text", "string"],
    [
      "its message alone and whole where it has no name of its own",
      error("Error", `of 123456789012: ${"x".repeat(300)}`),
      `of …9012: ${"x".repeat(300)}`,
    ],
    ["its message alone where it is ours", new SpillwayError("CLOSED", "no\nmore"), "no\nmore"],
  ])("%s", (_, thrown, words) => {
    expect(said(thrown)).toBe(words);
  });
});

describe("a denial", () => {
  const USER = "User: arn:aws:sts::123456789012:assumed-role/app/i-1 is not authorized to perform:";

  it.each([
    [
      "AccessDeniedException",
      `${USER} bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1::foundation-model/x because no identity-based policy allows the bedrock:InvokeModel action`,
      { action: "bedrock:InvokeModel", by: "no policy" },
    ],
    [
      "AccessDeniedException",
      `${USER} bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:::foundation-model/x with an explicit deny in a service control policy: arn:aws:organizations::123456789012:policy/o-1/service_control_policy/p-1`,
      { action: "bedrock:InvokeModelWithResponseStream", by: "organization" },
    ],
    [
      "AccessDenied",
      `${USER} cloudwatch:GetMetricData with an explicit deny in an identity-based policy`,
      { action: "cloudwatch:GetMetricData", by: "policy" },
    ],
    [
      "AccessDenied",
      `${USER} cloudwatch:ListMetrics because no permissions boundary allows the cloudwatch:ListMetrics action`,
      { action: "cloudwatch:ListMetrics", by: "boundary" },
    ],
    [
      "AccessDenied",
      `${USER} servicequotas:ListServiceQuotas because no session policy allows it`,
      { action: "servicequotas:ListServiceQuotas", by: "session" },
    ],
    [
      "AccessDeniedException",
      `${USER} bedrock:InvokeModel because no VPC endpoint policy allows it`,
      { action: "bedrock:InvokeModel", by: "endpoint" },
    ],
    [
      "AccessDeniedException",
      "Your account is not authorized to invoke this API operation.",
      { action: undefined, by: "unknown" },
    ],
  ])("%s: %s", (name, message, denied) => {
    expect(deniedOf(error(name, message))).toEqual(denied);
  });

  it.each(["ValidationException", "ExpiredTokenException"])("is not %s", (name) => {
    expect(deniedOf(error(name, `${USER} bedrock:InvokeModel`))).toBeUndefined();
  });

  it("has a remedy, other for each that said no", () => {
    expect(remedyOf({ action: undefined, by: "organization" })).toContain("administrators");
    expect(remedyOf({ action: undefined, by: "policy" })).toContain("explicitly");
  });
});

describe("figures", () => {
  it.each([
    [0, "0 %"],
    [0.0004, "below 0.1 %"],
    [0.0312, "3.1 %"],
    [0.126, "13 %"],
    [3.9, "390 %"],
  ])("%d is %s", (share, words) => {
    expect(percent(share)).toBe(words);
  });

  it("are short, or whole with commas", () => {
    expect([0, 950, 12_345, 4_560_000, 2e9].map(short)).toEqual(["0", "950", "12.3k", "4.56M", "2G"]);
    expect(count(1234567.8)).toBe("1,234,568");
  });
});
