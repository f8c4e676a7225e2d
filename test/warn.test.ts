import { expect, it } from "vitest";
import { warnOnce } from "../src/warn.js";

it("says each thing once, and makes no message that it does not say", () => {
  const said: string[] = [];
  const once = warnOnce((message) => said.push(message));
  let made = 0;
  for (const key of ["a", "b", "a", "a"]) once(key, () => `${key}${++made}`);
  expect(said).toEqual(["a1", "b2"]);
});

it("keeps no more than a thousand keys, however many come", () => {
  let said = 0;
  const once = warnOnce(() => said++);
  for (let key = 0; key < 5000; key++) once(`${key}`, () => "");
  once("0", () => "");
  expect(said).toBe(1000);
});
