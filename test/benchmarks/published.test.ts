import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { published } from "../../benchmarks/publish.js";

const nameOf = (file: string): string => file.split("/").slice(-2).join("/");

describe("what is drawn or filled from benchmarks/results", () => {
  it.each([...published()].map(([file, text]) => [nameOf(file), file, text] as const))(
    "%s is as committed (else: npx tsx benchmarks/publish.ts)",
    (_, file, text) => {
      // Compared as a truth value: a difference of two such files tells nobody anything.
      expect(readFileSync(file, "utf8") === text).toBe(true);
    },
  );
});
