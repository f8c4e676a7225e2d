import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LaneLabels, MOST_LANES } from "../../src/telemetry/labels.js";
import { ATTRIBUTE, LABEL, OTHER } from "../../src/telemetry/names.js";

const lane = (number: number) => ({ region: "us-east-1", model: `model-${number}` });

describe("the attributes of lanes in metrics", () => {
  it("tell the first ones apart, and take all others together", () => {
    const labels = new LaneLabels();
    for (let i = 0; i < MOST_LANES; i++) expect(labels.of(lane(i))[ATTRIBUTE.model]).toBe(`model-${i}`);
    expect(labels.of(lane(MOST_LANES))).toEqual({ [ATTRIBUTE.region]: OTHER, [ATTRIBUTE.model]: OTHER });
    expect(labels.of(lane(0))[ATTRIBUTE.model]).toBe("model-0");
  });

  it("are a bounded number, whatever ids and regions come", () => {
    const anything = fc.record({ region: fc.string({ maxLength: 3 }), model: fc.string({ maxLength: 20 }) });
    fc.assert(
      fc.property(fc.array(anything, { minLength: 300, maxLength: 600 }), (lanes) => {
        const labels = new LaneLabels();
        const sets = lanes.flatMap((each) => [
          labels.of(each),
          labels.ofBreaker({ ...each, service: "BedrockRuntime" }),
          labels.ofBreaker({ service: "BedrockRuntime", region: each.region }),
        ]);
        const models = new Set(sets.map((set) => `${set[ATTRIBUTE.region]}/${set[ATTRIBUTE.model]}`));
        // The lanes, their regions' own breakers, and all others.
        expect(models.size).toBeLessThanOrEqual(2 * MOST_LANES + 2);
      }),
      { numRuns: 50 },
    );
  });

  it("hold no account number, and one line only", () => {
    const labels = new LaneLabels();
    const arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc\nx";
    expect(labels.of({ region: "us-east-1", model: arn })[ATTRIBUTE.model]).toBe(
      "application-inference-profile/abc\uFFFDx",
    );
  });

  it("of a region's breaker name no model", () => {
    expect(new LaneLabels().ofBreaker({ service: "BedrockRuntime", region: "us-east-1" })).toEqual({
      [LABEL.service]: "BedrockRuntime",
      [ATTRIBUTE.region]: "us-east-1",
    });
  });
});
