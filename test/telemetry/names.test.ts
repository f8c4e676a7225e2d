import { describe, expect, it } from "vitest";
import { publicModel } from "../../src/telemetry/names.js";

describe("publicModel", () => {
  it.each([
    ["anthropic.claude-test-v1:0", "anthropic.claude-test-v1:0"],
    ["us.anthropic.claude-test-v1:0", "us.anthropic.claude-test-v1:0"],
    [
      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-test-v1:0",
      "inference-profile/us.anthropic.claude-test-v1:0",
    ],
    ["arn:aws-cn:bedrock:cn-north-1:123456789012:custom-model/mine", "custom-model/mine"],
    ["arn:aws:bedrock:us-east-1::foundation-model/amazon.nova", "foundation-model/amazon.nova"],
    ["arn:broken", ""],
    ["", ""],
  ])("of %s is %s", (model, told) => {
    expect(publicModel(model)).toBe(told);
  });

  it("never holds an account's number", () => {
    expect(publicModel("arn:aws:bedrock:us-east-1:123456789012:prompt/ABC")).not.toContain("123456789012");
  });
});
