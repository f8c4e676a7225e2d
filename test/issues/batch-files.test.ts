import {
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openResults } from "../../src/batch/index.js";
import { journalOf } from "../../src/batch/names.js";
import { refuseSame } from "../../src/cli/run-same.js";
import { answerAll, folder, idsOf, linesOf, writeRecords } from "../batch/help.js";

let files = folder();
beforeEach(() => {
  files = folder();
});
afterEach(() => files.remove());

const IDS = ["r0", "r1", "r2", "r3", "r4", "r5"];
const result = (id: string): string => `{"recordId":"${id}","modelOutput":{}}\n`;

describe("results that somebody has edited by hand", () => {
  it("lose nothing when their errors are tried again", async () => {
    const [input, out] = [files.at("in.jsonl"), files.at("out.jsonl")];
    writeRecords(input, IDS);
    await answerAll(input, out, {}, { fails: (id) => Number(id.slice(1)) % 2 === 1 });
    const lines = linesOf(out);
    const answers = lines.filter((line) => line.includes("modelOutput"));
    // Without the first that failed: what follows stands elsewhere than the journal says.
    const failed = lines.findIndex((line) => line.includes("error"));
    writeFileSync(out, `${lines.filter((_, i) => i !== failed).join("\n")}\n`);
    const { sent } = await answerAll(input, out, { retryErrors: true });
    expect(sent.sort()).toEqual(["r1", "r3", "r5"]);
    expect(linesOf(out)).toEqual(expect.arrayContaining(answers));
    expect(idsOf(out).sort()).toEqual(IDS);
  });
});

describe("a file that is not ours", () => {
  it.each([
    ["its last line might be torn", '{"a":1}\n{"recordId":"x","mod'],
    ["its last line is whole", `{"a":1}\n${result("x").trim()}`],
    ["it is one record that nobody has answered", '{"recordId":"x","modelInput":{}}'],
  ])("is refused untouched as an output, where %s", async (_name, text) => {
    const out = files.at("notes.jsonl");
    writeFileSync(out, text);
    await expect(openResults(out)).rejects.toMatchObject({
      code: "BATCH_OUTPUT",
      message: expect.stringContaining("nothing in it was changed"),
    });
    expect(readFileSync(out, "utf8")).toBe(text);
    expect(readdirSync(files.at("."))).toEqual(["notes.jsonl"]);
  });

  it("is left where lines that can't be sent would be listed", async () => {
    const [out, rejected] = [files.at("out.jsonl"), files.at("out.rejected.jsonl")];
    writeFileSync(rejected, '{"id":"a","prompt":"x"}\n');
    await expect(openResults(out)).rejects.toThrow(`${rejected} is there, and is no list of lines`);
    expect(linesOf(rejected)).toHaveLength(1);
    writeFileSync(rejected, '{"line":3,"reason":"is not JSON"}\n');
    await (await openResults(out)).close();
    expect(existsSync(rejected)).toBe(false);
  });
});

describe("an output that is the input", () => {
  it.each([
    ["in.jsonl", "in.jsonl"],
    ["out.rejected.jsonl", "out.jsonl"],
    ["out.jsonl.journal", "out.jsonl"],
    ["out.jsonl.new", "out.jsonl"],
    ["in.jsonl", "link.jsonl"],
    ["in.jsonl", "same.jsonl"],
  ])("is refused: %s into %s", async (input, out) => {
    writeFileSync(files.at(input), result("a"));
    symlinkSync(files.at(input), files.at("link.jsonl"));
    linkSync(files.at(input), files.at("same.jsonl"));
    await expect(refuseSame(files.at(input), files.at(out))).rejects.toThrow(
      /is the input.*name another file/,
    );
    await refuseSame(files.at(input), files.at("another.jsonl"));
  });
});

describe("an output that is a link", () => {
  it.each([[true], [false]])("is the file that it leads to, which is there: %s", async (isThere) => {
    const [input, target, link] = [files.at("in.jsonl"), files.at("target.jsonl"), files.at("link.jsonl")];
    writeRecords(input, IDS);
    if (isThere) writeFileSync(target, "");
    symlinkSync("target.jsonl", link);
    const open = await openResults(link);
    await expect(openResults(target)).rejects.toMatchObject({ code: "BATCH_LOCKED" });
    await open.close();
    await answerAll(input, link, {}, { fails: (id) => id === "r1" });
    expect((await answerAll(input, link, { retryErrors: true })).sent).toEqual(["r1"]);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(idsOf(target).sort()).toEqual(IDS);
    expect(existsSync(journalOf(target))).toBe(true);
    rmSync(link);
  });
});
