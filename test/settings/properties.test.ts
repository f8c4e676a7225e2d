import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpillwayError } from "../../src/errors.js";
import { settingsForModel } from "../../src/settings/for-model.js";
import { inRange, parseText, parseValue } from "../../src/settings/parse.js";
import type { NumberRow, OptionRow } from "../../src/settings/row.js";
import { FILE_ROW, OPTIONS, variableOf } from "../../src/settings/table.js";
import { type Given, resolve } from "./help.js";

const isNumberRow = (row: OptionRow): row is NumberRow => "min" in row;
const numberRows = fc.constantFrom(...OPTIONS.filter(isNumberRow));
const texts = fc.oneof(
  fc.string(),
  fc.double().map(String),
  fc.integer().map(String),
  fc.stringMatching(/^[-+0-9.exX_ ]{0,12}$/),
);

const fits = (row: NumberRow, value: unknown): boolean =>
  inRange(row, value) || (row.kind === "duration-or-none" && value === Number.POSITIVE_INFINITY);

/** What a resolve may come to: settings, or our own error. */
function attempt(given: Given): void {
  try {
    const { settings } = resolve(given);
    const { window } = settingsForModel(settings, "any");
    expect(window.min).toBeLessThanOrEqual(window.initial);
    expect(window.initial).toBeLessThanOrEqual(window.max);
  } catch (error) {
    if (!(error instanceof SpillwayError)) throw error;
    expect(error.code).toBe("INVALID_SETTING");
  }
}

describe("whatever is given", () => {
  it("a number from a variable is in range or refused", () => {
    fc.assert(
      fc.property(numberRows, texts, (row, text) => {
        const parsed = parseText(row, text);
        return parsed === undefined || fits(row, parsed.value);
      }),
    );
  });

  it("a number from an option is in range or refused", () => {
    fc.assert(
      fc.property(numberRows, fc.anything(), (row, value) => {
        const parsed = parseValue(row, value);
        return parsed === undefined || fits(row, parsed.value);
      }),
    );
  });

  it("a number in range is taken as it is, from both", () => {
    const inRow = numberRows.chain((row) =>
      fc
        .double({ min: row.min, max: row.max, minExcluded: row.aboveMin ?? false, noNaN: true })
        .map((value) => ({
          row,
          value: row.kind === "integer" ? Math.round(value) : value,
        })),
    );
    fc.assert(
      fc.property(inRow, ({ row, value }) => {
        expect(parseValue(row, value)?.value).toBe(value + 0);
        expect(parseText(row, String(value))?.value).toBe(value + 0);
      }),
    );
  });

  it("variables lead to settings or to our own error", () => {
    const names = fc.oneof(
      fc.constantFrom(...OPTIONS.flatMap((row) => variableOf(row) ?? []), FILE_ROW.variable),
      fc.string(),
    );
    fc.assert(fc.property(fc.dictionary(names, texts), (environment) => attempt({ environment })));
  });

  it("options and files lead to settings or to our own error", () => {
    const words = OPTIONS.flatMap((row) => row.option.split("."));
    const key = fc.oneof(fc.constantFrom(...new Set(words)), fc.string());
    const options = fc.oneof(
      fc.anything({ withBigInt: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
      fc.object({ key, maxDepth: 3, withNullPrototype: true }),
    );
    fc.assert(fc.property(options, (each) => attempt({ options: each })));
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => attempt({ file: text })));
    fc.assert(fc.property(fc.object({ key, maxDepth: 3 }), (file) => attempt({ file })));
  });
});
