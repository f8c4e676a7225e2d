import { describe, expect, it } from "vitest";
import { drawn, placesFor } from "../../src/routing/places.js";
import type { Target } from "../../src/settings/settings.js";

const HOME = { region: "us-east-1", model: "anthropic.claude-x-v1:0" };
const [REGION_2, REGION_3] = ["us-west-2", "eu-west-1"];

const named = (operation: string, regions: readonly string[], targets: readonly Target[] = []) =>
  placesFor(HOME, operation, { regions, targets }).map(({ region, model }) => `${region} ${model}`);

describe("the places of a call", () => {
  it.each<[string, readonly string[], readonly Target[], readonly string[]]>([
    ["nothing set: home", [], [], [`us-east-1 ${HOME.model}`]],
    [
      "regions, home first wherever it is listed",
      [REGION_2, "us-east-1", REGION_3],
      [],
      [`us-east-1 ${HOME.model}`, `us-west-2 ${HOME.model}`, `eu-west-1 ${HOME.model}`],
    ],
    [
      "a profile in the same region comes before other regions",
      ["us-east-1", REGION_2],
      [{ modelId: `us.${HOME.model}` }],
      [`us-east-1 ${HOME.model}`, `us-east-1 us.${HOME.model}`, `us-west-2 ${HOME.model}`],
    ],
    [
      "a target that names a region keeps the call's model",
      [],
      [{ region: REGION_2 }],
      [`us-east-1 ${HOME.model}`, `us-west-2 ${HOME.model}`],
    ],
    [
      "each place once",
      ["us-east-1", REGION_2],
      [{ region: REGION_2 }, { region: "us-east-1" }, { region: REGION_2, modelId: HOME.model }],
      [`us-east-1 ${HOME.model}`, `us-west-2 ${HOME.model}`],
    ],
    [
      "another model comes last",
      ["us-east-1", REGION_2],
      [{ modelId: "amazon.nova-pro-v1:0" }],
      [`us-east-1 ${HOME.model}`, `us-west-2 ${HOME.model}`, "us-east-1 amazon.nova-pro-v1:0"],
    ],
  ])("%s", (_, regions, targets, expected) => {
    expect(named("Converse", regions, targets)).toEqual(expected);
  });

  it("have no other model where requests are written for one", () => {
    const targets = [{ modelId: "amazon.nova-pro-v1:0" }, { modelId: `global.${HOME.model}` }];
    expect(named("InvokeModel", [], targets)).toEqual([
      `us-east-1 ${HOME.model}`,
      `us-east-1 global.${HOME.model}`,
    ]);
  });

  it("are refused where regions does not name the client's own", () => {
    expect(() => named("Converse", [REGION_2])).toThrow(/us-west-2.*us-east-1/);
  });
});

describe("weights", () => {
  const weighed = (targets: readonly Target[]) =>
    placesFor(HOME, "Converse", { regions: [], targets }).map(({ region, weight }) => [region, weight]);

  it("give home one share unless it is listed with another", () => {
    expect(weighed([{ region: REGION_2, weight: 3 }])).toEqual([
      ["us-east-1", 1],
      [REGION_2, 3],
    ]);
    expect(
      weighed([
        { region: REGION_2, weight: 3 },
        { region: "us-east-1", weight: 2 },
      ]),
    ).toEqual([
      ["us-east-1", 2],
      [REGION_2, 3],
    ]);
    expect(weighed([{ region: REGION_2 }])).toEqual([
      ["us-east-1", undefined],
      [REGION_2, undefined],
    ]);
  });

  it("put one in front by chance, in proportion, and leave the order of the others", () => {
    const targets = [{ region: REGION_2, weight: 3 }, { region: REGION_3 }];
    const places = placesFor(HOME, "Converse", { regions: [], targets });
    const first = (chance: number) => drawn(places, () => chance).map(({ region }) => region);
    expect(first(0)).toEqual(["us-east-1", REGION_2, REGION_3]);
    expect(first(0.24)).toEqual(["us-east-1", REGION_2, REGION_3]);
    expect(first(0.26)).toEqual([REGION_2, "us-east-1", REGION_3]);
    expect(first(0.999)).toEqual([REGION_2, "us-east-1", REGION_3]);
    const unweighed = placesFor(HOME, "Converse", { regions: [], targets: [{ region: REGION_3 }] });
    expect(drawn(unweighed, () => 0.9)).toBe(unweighed);
  });
});
