import { describe, expect, it } from "vitest";
import { publicModel } from "../src/public-model.js";

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

  it("is cut, and stays on one line", () => {
    expect(publicModel("x".repeat(10_000))).toBe(`${"x".repeat(200)}…`);
    expect(publicModel("a\r\nb\u0000c\u001b[2J\u2028d\ud800")).toBe("a��b�c�[2J�d�");
    expect(publicModel("modèle-日本-😀")).toBe("modèle-日本-😀");
  });

  it("never holds an account's number", () => {
    expect(publicModel("arn:aws:bedrock:us-east-1:123456789012:prompt/ABC")).not.toContain("123456789012");
  });
});
