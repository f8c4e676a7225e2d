import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { picture } from "../../scripts/picture.js";

test("docs/pictures/effect.svg is what the code draws today (else: npm run picture)", async () => {
  const committed = readFileSync(new URL("../../docs/pictures/effect.svg", import.meta.url), "utf8");
  // Compared as a truth value: a difference of two such files tells nobody anything.
  expect((await picture()) === committed).toBe(true);
});
