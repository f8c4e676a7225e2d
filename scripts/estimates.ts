/**
 * Compares ways to estimate a request's tokens. The two packages are not dependencies: install them elsewhere and say
 * where, `npm install --prefix <folder> tokenx@2.2.0 gpt-tokenizer@4.0.0`, then `npx tsx scripts/estimates.ts <folder>`.
 *
 * Real counts are those of a tokenizer that is public (o200k); those of the models on Bedrock are not.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { correct, type TokenRatio, UNTAUGHT } from "../src/flow/estimate.js";
import { seeded } from "../src/simulator/index.js";

const folder = process.argv[2];
if (folder === undefined) throw new Error("say in which folder tokenx and gpt-tokenizer are installed");
const from = createRequire(join(folder, "package.json"));
// Known by their documentation; nothing here has their types.
const { estimateTokenCount } = (await import(
  pathToFileURL(join(folder, "node_modules/tokenx/dist/index.mjs")).href
)) as { estimateTokenCount: (text: string) => number };
const { countTokens } = from("gpt-tokenizer") as { countTokens: (text: string) => number };

const root = join(import.meta.dirname, "..");
const file = (name: string): string => readFileSync(join(root, name), "utf8");
const CHINESE =
  "水库的水位在雨季上升，闸门按照来水量逐步打开，多余的水从溢洪道流走。工程师每天记录流量，并与下游的城镇商量放水的时间。" +
  "如果闸门打开得太快，河岸会受到冲刷；打开得太慢，水就会漫过坝顶。因此他们先小步试探，再根据观测结果决定下一步。";
const GERMAN =
  "Die Talsperre nimmt im Frühjahr das Schmelzwasser auf und gibt es über die Sommermonate an den Unterlauf ab. " +
  "Was der Stauraum nicht fasst, läuft über die Hochwasserentlastung, deren Betriebsvorschrift regelmäßig überprüft wird. ";
const TEXTS = {
  english: `${file("LICENSE")}${file("docs/decisions/0002-two-middlewares.md")}${file("docs/decisions/0008-a-window-with-memory.md")}`,
  code: `${file("src/flow/window.ts")}${file("src/flow/limiter.ts")}${file("src/settings/table.ts")}`,
  json: file("package-lock.json").slice(0, 60_000),
  german: GERMAN.repeat(40),
  chinese: CHINESE.repeat(40),
};

type Kind = keyof typeof TEXTS;
const random = seeded(7);
const cut = (kind: Kind, length: number): string => {
  const text = TEXTS[kind];
  const start = Math.floor(random() * Math.max(1, text.length - length));
  return text.slice(start, start + length);
};
const some = (kinds: readonly Kind[], lengths: readonly number[]): string => {
  const [kind, length] = [pick(kinds), pick(lengths)];
  return cut(kind, Math.ceil(length * (0.5 + random())));
};
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** What templates and roles add to every request. */
const OVERHEAD = 8;
const USUAL = [400, 1500, 4000];
const LOADS: Record<string, () => string> = {
  english: () => some(["english"], USUAL),
  code: () => some(["code"], USUAL),
  json: () => some(["json"], USUAL),
  german: () => some(["german"], USUAL),
  chinese: () => some(["chinese"], USUAL),
  "english and chinese": () => some(["english", "chinese"], USUAL),
  "half tiny, half long": () => some(["english"], [6, 4000]),
};

interface Way {
  /** What it measures a text in. */
  readonly size: (text: string) => number;
  readonly correct: (ratio: TokenRatio, size: number, real: number) => TokenRatio;
  readonly start: number;
}

const characters = (text: string): number => text.length;
const bytes = (text: string): number => Buffer.byteLength(text);
/** Every answer moves the ratio by the same share, however short its request. */
const plain: Way["correct"] = (ratio, size, real) => ({
  ...ratio,
  perByte: ratio.perByte + 0.05 * (real / Math.max(1, size) - ratio.perByte),
});
const never: Way["correct"] = (ratio) => ratio;
const WAYS: Record<string, Way> = {
  "characters / 4": { size: characters, correct: never, start: 1 / 4 },
  tokenx: { size: estimateTokenCount, correct: never, start: 1 },
  "bytes / 4": { size: bytes, correct: never, start: 1 / 4 },
  "characters, each answer alike": { size: characters, correct: plain, start: 1 / 4 },
  "characters, corrected": { size: characters, correct, start: 1 / 4 },
  "bytes, corrected": { size: bytes, correct, start: 1 / 4 },
  "tokenx, corrected": { size: estimateTokenCount, correct, start: 1 },
};

/** Of the requests after the first hundred: reserved over real, and how far a single one is off on average, in %. */
function judge(way: Way, texts: readonly { text: string; real: number }[]): string {
  let ratio: TokenRatio = { ...UNTAUGHT, perByte: way.start };
  let [reserved, used, off] = [0, 0, 0];
  texts.forEach(({ text, real }, index) => {
    const size = way.size(text);
    const guess = ratio.perByte * size;
    if (index >= 100) {
      reserved += guess;
      used += real;
      off += Math.abs(guess - real);
    }
    ratio = way.correct(ratio, size, real);
  });
  return `${((100 * reserved) / used).toFixed(0)} (${((100 * off) / used).toFixed(0)})`;
}

const rows = Object.entries(LOADS).map(([name, make]) => {
  const texts = Array.from({ length: 600 }, make).map((text) => ({
    text,
    real: countTokens(text) + OVERHEAD,
  }));
  return [name, ...Object.values(WAYS).map((way) => judge(way, texts))];
});
for (const row of [["load", ...Object.keys(WAYS)], ["---", ...Object.keys(WAYS).map(() => "---")], ...rows]) {
  console.log(`| ${row.join(" | ")} |`);
}

for (const kind of ["english", "chinese"] as const) {
  const text = TEXTS[kind].repeat(10).slice(0, 40_000);
  const time = (size: (text: string) => number): string => {
    // Read from JSON, as strings of one piece.
    const fresh = Array.from({ length: 50 }, (_, index): string => JSON.parse(JSON.stringify(index + text)));
    const before = performance.now();
    for (const each of fresh) size(each);
    return `${(((performance.now() - before) * 1000) / fresh.length).toFixed(1)} µs`;
  };
  // The first run is slower.
  time(estimateTokenCount);
  console.log(`40,000 characters of ${kind}: tokenx ${time(estimateTokenCount)}, bytes ${time(bytes)}`);
}
