import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** A code block between fences. */
export interface Fence {
  /** File and line, as `README.md:12`. */
  readonly at: string;
  readonly language: string;
  /** What follows the language: `fragment` marks a block that is no whole program. */
  readonly mark: string;
  readonly code: string;
}

const readText = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** Every text for readers: at the root, below docs, and beside the dashboard, as paths from the root. */
export function pages(): string[] {
  const atRoot = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  const below = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => posix.join("docs", name));
  return [...atRoot, ...below, "observability/README.md"].sort();
}

export const pageText: (file: string) => string = readText;

const FENCE = /^```(\w*)([^\n]*)\n([\s\S]*?)^```$/gm;

export function fencesIn(file: string, text: string = readText(file)): Fence[] {
  return [...text.matchAll(FENCE)].map(([, language = "", mark = "", code = ""], i, all) => {
    const line = text.slice(0, all[i]?.index ?? 0).split("\n").length;
    return { at: `${file}:${line}`, language, mark: mark.trim(), code };
  });
}

export const allFences = (): Fence[] => pages().flatMap((file) => fencesIn(file));

/** The text without code, where brackets are no links. */
const prose = (text: string): string => text.replace(FENCE, "").replace(/`[^`\n]*`/g, "code");

/** Link targets as written, of pictures too. */
export function linksIn(text: string): string[] {
  const inline = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const html = [...prose(text).matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, target = ""]) => target);
  return [...inline, ...html];
}

/** The anchor that GitHub gives a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");
}

export function anchorsIn(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.replace(FENCE, "").matchAll(/^#{1,6} +(.+)$/gm)) {
    const base = anchorOf(heading);
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The cells of the first table below a heading, header and rule left out. */
export function tableBelow(text: string, heading: string): string[][] {
  const below = text.split(new RegExp(`^#+ ${heading}$`, "m"))[1] ?? "";
  const rows = /(?:^\|.*\|\n)+/m.exec(below)?.[0].trim().split("\n") ?? [];
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
}
