import { describe, expect, it } from "vitest";
import { places } from "../../src/simulator/places.js";
import { pageText, tableBelow } from "../docs/markdown.js";

const bare = (cell: string | undefined): string => (cell ?? "").replaceAll("`", "");

describe("docs/simulator.md", () => {
  const table = tableBelow(pageText("docs/simulator.md"), "Places").map((row) => row.map(bare));

  it("names each place of a fault", () => {
    expect(table.map(([place]) => place)).toEqual(Object.keys(places));
  });

  it("names each variant", () => {
    for (const [place, stream] of table) {
      const { variants = [] } = places[place as keyof typeof places]; // the test above
      for (const variant of variants) expect(stream).toContain(variant);
    }
  });
});
