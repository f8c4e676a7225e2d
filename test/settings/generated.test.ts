import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generated, staleFiles } from "../../scripts/generate.js";
import { proseOf, titles } from "../../scripts/prose.js";
import { expected } from "../../src/settings/expected.js";
import { FILE_ROW, OPTIONS, TABLE, variableOf } from "../../src/settings/table.js";

describe("generated files", () => {
  it("are what the table says (otherwise run: npx tsx scripts/generate.ts)", () => {
    expect(staleFiles()).toEqual([]);
    const files = [
      "src/settings/options.ts",
      "docs/tuning.md",
      "docs/telemetry.md",
      "observability/grafana.json",
    ];
    expect(Object.keys(generated())).toEqual(files);
  });

  it("--check agrees", () => {
    const command = ["node_modules/tsx/dist/cli.mjs", "scripts/generate.ts", "--check"];
    expect(() => execFileSync(process.execPath, command)).not.toThrow();
  });

  it("name every setting", () => {
    const page = readFileSync("docs/tuning.md", "utf8");
    for (const row of TABLE) {
      const title = row.kind === "file" ? row.variable : row.option;
      expect(page).toContain(`\n### ${title}\n`);
      expect(page).toContain(`[\`${title}\`](#`);
    }
  });
});

describe("the table", () => {
  it("names each option and variable once", () => {
    const options = OPTIONS.flatMap((row) => [row.option, variableOf(row) ?? []].flat());
    const names = [...options, FILE_ROW.variable];
    expect(new Set(names).size).toBe(names.length);
  });

  it("names variables after their options, but for the quotas that have names of their own", () => {
    const variables = new Map(OPTIONS.map((row) => [row.option, variableOf(row)]));
    expect(variables.get("mode")).toBe("SPILLWAY_MODE");
    expect(variables.get("window.decreaseFactor")).toBe("SPILLWAY_WINDOW_DECREASE_FACTOR");
    expect(variables.get("quota.tokensPerMinute")).toBe("SPILLWAY_QUOTA_TPM");
    const without = [...variables].flatMap(([option, variable]) => (variable === undefined ? option : []));
    expect(without).toEqual([
      ...["queue.weights", "targets", "models"],
      ...["clock", "random", "clientFor", "endpointFor", "quotasFor", "restore"],
    ]);
  });

  it("has defaults that it would accept", () => {
    for (const row of OPTIONS) {
      if ("min" in row && row.default !== undefined) {
        expect(row.default).toBeGreaterThanOrEqual(row.min);
        expect(row.default).toBeLessThanOrEqual(row.max);
      }
      if (row.kind === "enum") expect(row.values).toContain(row.default);
    }
  });

  it("says what is expected for every row, in one line", () => {
    for (const row of OPTIONS) {
      expect(expected(row, true)).toMatch(/^\S.*\S$/);
      expect(proseOf(row.option).meaning).not.toMatch(/\.$/);
    }
  });

  it("has prose for each row and value, and no other", () => {
    expect([...titles()].sort()).toEqual(
      TABLE.map((row) => (row.kind === "file" ? row.variable : row.option)).sort(),
    );
    for (const row of OPTIONS) {
      const told = Object.keys(proseOf(row.option).values ?? {});
      expect(told).toEqual("values" in row ? row.values : []);
    }
  });
});
