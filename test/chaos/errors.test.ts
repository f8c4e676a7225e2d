import { ThrottlingException } from "@aws-sdk/client-bedrock-runtime";
import { SpillwayError } from "spillway";
import { describe, expect, it } from "vitest";
import { ChaosError, fateOf } from "../../chaos/errors.js";

const named = (name: string, message = ""): Error => Object.assign(new Error(message), { name });

describe("what a caller may get", () => {
  it.each<[string, unknown, boolean]>([
    ["refused QUEUE_FULL", new SpillwayError("QUEUE_FULL", ""), false],
    ["AWS ThrottlingException", new ThrottlingException({ message: "", $metadata: {} }), false],
    ["aborted", named("AbortError"), true],
    ["socket ECONNRESET", Object.assign(new Error(), { code: "ECONNRESET" }), false],
    ["the hook's own", new ChaosError(), false],
    ["not readable Error", named("Error", "Truncated event message received."), false],
  ])("is %s", (kind, error, aborted) => {
    expect(fateOf(error, aborted)).toEqual({ kind, allowed: true });
  });

  it.each<[string, unknown]>([
    ["a fault of ours", new TypeError("x is not a function")],
    ["an abort that nobody asked for", named("AbortError")],
    ["a code that is not documented", new SpillwayError("SOMETHING", "")],
    ["what is no error", "text"],
    ["the mask", named("SpillwayMask")],
  ])("is not %s", (_what, error) => {
    expect(fateOf(error, false).allowed).toBe(false);
  });
});
