import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { resolveSettings } from "../../src/settings/resolve.js";
import { PATH, refusal, resolve } from "./help.js";

const folder = mkdtempSync(join(tmpdir(), "spillway-"));
afterAll(() => rmSync(folder, { recursive: true }));

const withPath = (path: string) => resolveSettings(undefined, { environment: { SPILLWAY_CONFIG: path } });

describe("the settings file", () => {
  it("is read from the disk, with or without a byte order mark", () => {
    const path = join(folder, "good.json");
    for (const mark of ["", "\uFEFF"]) {
      writeFileSync(path, `${mark}{ "window": { "max": 9 }, "queue": { "timeoutMs": "none" } }`);
      expect(withPath(path).settings).toMatchObject({ window: { max: 9 }, queue: { timeoutMs: Infinity } });
    }
  });

  it("that is missing is refused with the system's reason", () => {
    const path = join(folder, "missing.json");
    expect(() => withPath(path)).toThrow(
      `SPILLWAY_CONFIG (variable) is "${path}": expected the path of a readable JSON file, but ENOENT: no such file or directory, open '${path}'.`,
    );
  });

  it("that is a folder is refused", () => {
    expect(() => withPath(folder)).toThrow("EISDIR");
  });

  it("can't be read where there is no disk", () => {
    vi.stubGlobal("process", undefined);
    try {
      expect(() => withPath("x.json")).toThrow("files can't be read here (it takes Node 20.16 or later)");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it.each(["", "{", "{'mode':'off'}", "[1,]", "undefined"])("with the text %j is not JSON", (text) => {
    expect(refusal({ file: text })).toMatch(
      /^SPILLWAY_CONFIG \(variable\) is "\/etc\/spillway.json": expected the path of a readable JSON file, but it is not JSON\.$/,
    );
  });

  it.each(["null", "[]", "5", '"x"'])("that holds %s is refused", (text) => {
    expect(refusal({ file: text })).toBe(
      `options (${PATH}) is ${text}: expected a plain object with options.`,
    );
  });

  it.each(["", "  "])("can't have the path %j", (path) => {
    expect(refusal({ environment: { SPILLWAY_CONFIG: path } })).toBe(
      `SPILLWAY_CONFIG (variable) is ${JSON.stringify(path)}: expected the path of a JSON file.`,
    );
  });

  it("can't hold what only code has", () => {
    expect(refusal({ file: { clock: {}, clientFor: "x" } })).toMatch(/^2 settings/);
  });

  it("can't hold null", () => {
    expect(refusal({ file: { quota: { tokensPerDay: null } } })).toMatch(/^quota.tokensPerDay .* is null/);
  });

  it("is not looked for when no variable names one", () => {
    const readFile = vi.fn(() => "{}");
    resolveSettings({}, { environment: {}, readFile });
    expect(readFile).not.toHaveBeenCalled();
  });

  it("may fail with anything at all", () => {
    const readFile = () => {
      throw Object.create(null);
    };
    const sources = { environment: { SPILLWAY_CONFIG: "x" }, readFile };
    expect(() => resolveSettings({}, sources)).toThrow("but {}.");
  });

  it("does not keep other problems from being reported", () => {
    expect(refusal({ options: { mode: "x" }, file: "{" })).toMatch(/^2 settings/);
    expect(resolve({ file: {} }).warnings).toEqual([]);
  });
});
