import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { anchorOf, anchorsIn, linksIn, pages, pageText, ROOT } from "./markdown.js";

const isOutside = (target: string): boolean => /^(https?|mailto):/.test(target);

/** Why a link of a page leads nowhere; `undefined` where it leads somewhere. */
function broken(page: string, target: string): string | undefined {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(join(ROOT, file))) return `${page}: ${target}: no such file`;
  if (anchor === undefined) return undefined;
  return anchorsIn(pageText(file)).has(anchor) ? undefined : `${page}: ${target}: no such heading`;
}

describe("links", () => {
  it.each(pages())("of %s lead somewhere", (page) => {
    const found = linksIn(pageText(page)).filter((target) => !isOutside(target));
    expect(found.map((target) => broken(page, target)).filter(Boolean)).toEqual([]);
  });

  it("reach every page of docs from the README, in one step or two", () => {
    const from = (page: string): string[] =>
      linksIn(pageText(page))
        .filter((target) => !isOutside(target))
        .map((target) => posix.join(posix.dirname(page), target.split("#")[0] ?? ""))
        .filter((file) => file.endsWith(".md"));
    const near = new Set(["README.md", ...from("README.md")]);
    const reached = new Set([...near, ...[...near].flatMap(from)]);
    expect(pages().filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe("anchors", () => {
  it.each([
    ["What it does", "what-it-does"],
    ["`queue.timeoutMs`", "queuetimeoutms"],
    ["When not to use it, and its limits", "when-not-to-use-it-and-its-limits"],
    ["A breaker: open, half-open", "a-breaker-open-half-open"],
  ])("%s is #%s", (heading, anchor) => {
    expect(anchorOf(heading)).toBe(anchor);
  });

  it("number headings that repeat", () => {
    expect([...anchorsIn("# A\n## B\n## B\n")]).toEqual(["a", "b", "b-1"]);
  });
});
