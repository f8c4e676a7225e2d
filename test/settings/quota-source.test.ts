import { describe, expect, it } from "vitest";
import { settingsForModel } from "../../src/settings/for-model.js";
import { resolveSettings } from "../../src/settings/resolve.js";
import { updateSettings } from "../../src/settings/update.js";

const none = { environment: {} };

describe('quota: "auto"', () => {
  it.each([
    ["an option", () => resolveSettings({ quota: "auto" }, none)],
    ["an option in full", () => resolveSettings({ quota: { source: "auto" } }, none)],
    ["a variable", () => resolveSettings({}, { environment: { SPILLWAY_QUOTA_SOURCE: "auto" } })],
    [
      "the file",
      () =>
        resolveSettings({}, { environment: { SPILLWAY_CONFIG: "x" }, readFile: () => '{ "quota": "auto" }' }),
    ],
    ["a change", () => updateSettings(resolveSettings({}, none), { quota: "auto" })],
  ])("may be %s", (_name, resolve) => {
    const { settings, warnings } = resolve();
    expect([settings.quota.source, warnings]).toEqual(["auto", []]);
  });

  it("is one field among those that other sources give", () => {
    const environment = { SPILLWAY_QUOTA_RPM: "60" };
    expect(resolveSettings({ quota: "auto" }, { environment }).settings.quota).toMatchObject({
      source: "auto",
      requestsPerMinute: 60,
    });
  });

  it("can be said, and taken back, for one model", () => {
    const models = { "amazon.*": { quota: { source: "settings" } }, "*": { quota: "auto" } };
    const { settings } = resolveSettings({ models }, none);
    expect(settingsForModel(settings, "anthropic.x").quota.source).toBe("auto");
    expect(settingsForModel(settings, "amazon.x").quota.source).toBe("settings");
    expect(settings.quota.source).toBe("settings");
  });

  it("is refused where a variable means something else", () => {
    expect(() => resolveSettings({}, { environment: { SPILLWAY_QUOTA_SOURCE: "yes" } })).toThrow(
      'quota.source (SPILLWAY_QUOTA_SOURCE) is "yes": expected one of settings, auto.',
    );
  });
});
