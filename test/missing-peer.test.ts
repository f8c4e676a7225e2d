import { describe, expect, it } from "vitest";
import { SpillwayError } from "../src/errors.js";
import { missingPeer } from "../src/missing-peer.js";
import * as clients from "../src/operate/clients.js";
import { loadServiceQuotas } from "../src/quotas/client.js";

const thrown = (code: string, message: string): Error => Object.assign(new Error(message), { code });

describe("an optional peer", () => {
  it.each([
    ["ERR_MODULE_NOT_FOUND", "Cannot find package '@aws-sdk/client-sts' imported from /x.js"],
    ["MODULE_NOT_FOUND", "Cannot find module '@aws-sdk/client-sts'"],
  ])("that is missing is named, with what to do: %s", (code, message) => {
    const error = missingPeer("@aws-sdk/client-sts", thrown(code, message));
    expect(error).toBeInstanceOf(SpillwayError);
    expect(error).toMatchObject({
      code: "PEER_MISSING",
      message: "The package @aws-sdk/client-sts is not installed: npm install @aws-sdk/client-sts",
    });
  });

  it.each([
    thrown("ERR_MODULE_NOT_FOUND", "Cannot find package 'tslib' imported from /x/@aws-sdk/client-sts/y.js"),
    thrown("ERR_REQUIRE_ESM", "require() of ES Module @aws-sdk/client-sts"),
    "nothing",
  ])("that is broken says so itself: %s", (error) => {
    expect(missingPeer("@aws-sdk/client-sts", error)).toBe(error);
  });

  it("that is there is loaded", async () => {
    expect(await loadServiceQuotas()).toHaveProperty("ListServiceQuotasCommand");
    expect(await clients.loadCloudWatch()).toHaveProperty("GetMetricDataCommand");
    expect(await clients.loadBedrock()).toHaveProperty("ListFoundationModelsCommand");
    expect(await clients.loadSts()).toHaveProperty("GetCallerIdentityCommand");
  });
});
