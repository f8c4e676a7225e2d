import { describe, expect, it } from "vitest";
import { readFlags } from "../../benchmarks/flags.js";

describe("the command line of npm run bench", () => {
  it("always has the oracle, and peers when they are asked for", () => {
    expect(readFlags([])).toMatchObject({ policies: ["oracle", "spillway", "spillway-patient"], seeds: 1 });
    expect(readFlags(["--policies", "sdk"])).toMatchObject({ policies: ["oracle", "sdk"] });
    expect(readFlags(["--peers", "--only", "step, wave"])).toMatchObject({
      only: ["step", "wave"],
      policies: expect.arrayContaining(["adaptive", "opossum"]),
    });
  });
});

describe("the command line of npm run bench --family regions", () => {
  it("has both oracles, and its own policies only", () => {
    expect(readFlags(["--family", "regions", "--policies", "by-hand"])).toMatchObject({
      family: "regions",
      policies: ["oracle", "oracle-home", "by-hand"],
    });
    expect(readFlags(["--family", "regions", "--peers"])).toMatchObject({
      policies: expect.arrayContaining(["spillway", "sdk-10", "opossum"]),
    });
  });

  it.each([
    [["--family", "regions", "--policies", "limit-half"]],
    [["--policies", "by-hand"]],
    [["--family", "planets"]],
  ])("refuses %j", (argv) => {
    const { write } = process.stderr;
    process.stderr.write = () => true;
    try {
      expect(readFlags(argv)).toBe(2);
    } finally {
      process.stderr.write = write;
    }
  });
});
