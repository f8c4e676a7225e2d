import { describe, expect, it } from "vitest";
import {
  cycles,
  FLOORS,
  globalsIn,
  importsIn,
  sourceFiles,
  textOf,
  throughOtherDoors,
  upward,
} from "./architecture.js";

const files = sourceFiles();
const imports = files.flatMap((file) => importsIn(file, textOf(file)));

/** Tables, and what is generated from them: long because the world is. */
const DATA = new Set(["settings/table.ts", "settings/options.ts"]);
const LONGEST_FILE = 200;

describe("the house", () => {
  it("has a floor for every file", () => {
    const rooms = FLOORS.flat();
    const homeless = files.filter(
      (file) => !rooms.some((room) => file === room || file.startsWith(`${room}/`)),
    );
    expect(homeless).toEqual([]);
  });

  it("imports only downward", () => {
    expect(upward(imports)).toEqual([]);
  });

  it("has no cycle, types included", () => {
    expect(cycles(imports)).toEqual([]);
  });

  it("has one door to each outside thing", () => {
    expect(throughOtherDoors(imports)).toEqual([]);
    expect(files.flatMap((file) => globalsIn(file, textOf(file)))).toEqual([]);
  });

  it("names every export", () => {
    expect(files.filter((file) => /^export (type )?\*/m.test(textOf(file)))).toEqual([]);
  });

  it("keeps its files short", () => {
    const lengths = files.map((file) => [file, textOf(file).trimEnd().split("\n").length] as const);
    const long = lengths.filter(([file, length]) => length > LONGEST_FILE && !DATA.has(file));
    expect(long).toEqual([]);
    const sorted = lengths.map(([, length]) => length).sort((one, other) => one - other);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(80);
  });
});

describe("the guards", () => {
  const from = (file: string, text: string) => importsIn(file, text);

  it.each([
    [
      "an import from a higher floor",
      'import { x } from "../routing/lane.js";',
      "flow/limiter.ts imports routing/lane.ts",
    ],
    [
      "a type from a higher floor",
      'import type { X } from "../smithy/call.js";',
      "flow/limiter.ts imports smithy/call.ts",
    ],
    ["a re-export", 'export { x } from "../governed.js";', "flow/limiter.ts imports governed.ts"],
    ["a dynamic import", 'await import("../spillway.js");', "flow/limiter.ts imports spillway.ts"],
  ])("see %s", (_name, text, told) => {
    expect(upward(from("flow/limiter.ts", text))).toEqual([told]);
  });

  it("see a cycle, through types too", () => {
    const circle = [
      ...from("flow/a.ts", 'import type { B } from "./b.js";'),
      ...from("flow/b.ts", 'import { a } from "./a.js";'),
    ];
    expect(cycles(circle)).toEqual(["flow/a.ts -> flow/b.ts -> flow/a.ts"]);
  });

  it("see a second door", () => {
    expect(throughOtherDoors(from("routing/lane.ts", 'import CircuitBreaker from "opossum";'))).toHaveLength(
      1,
    );
    expect(throughOtherDoors(from("flow/queue.ts", 'import { x } from "left-pad";'))).toHaveLength(1);
    const evasions = [
      "const now = Date.now();",
      "const now = new Date();",
      "const { env } = process;",
      "globalThis.setTimeout(fn, 1);",
      'const opossum = require("opossum");',
      "const id = crypto.randomUUID();",
    ];
    for (const evasion of evasions) expect(globalsIn("flow/queue.ts", evasion)).toHaveLength(1);
    expect(globalsIn("flow/queue.ts", "// not Date.now()")).toEqual([]);
  });
});
