import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { diagrams } from "../../scripts/diagrams.js";
import { picture } from "../../scripts/picture.js";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

test("docs/pictures/effect.svg is what the code draws today (else: npm run picture)", async () => {
  // Compared as a truth value: a difference of two such files tells nobody anything.
  expect((await picture()) === read("docs/pictures/effect.svg")).toBe(true);
});

test.each(Object.entries(diagrams()))(
  "%s is what the code draws today (else: npm run diagrams)",
  (file, text) => {
    expect(text === read(file)).toBe(true);
    // Drawn again, in whatever order.
    expect(diagrams()[file] === text).toBe(true);
  },
);
