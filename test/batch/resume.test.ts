import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openResults } from "../../src/batch/index.js";
import { journalOf, lockOf } from "../../src/batch/names.js";
import { answerAll, folder, idsOf, linesOf, writeRecords } from "./help.js";

const files = folder();
afterAll(files.remove);

let runs = 0;
/** Names of their own for each test. */
const names = (): { readonly input: string; readonly output: string } => {
  const n = ++runs;
  return { input: files.at(`in-${n}.jsonl`), output: files.at(`out-${n}.jsonl`) };
};

const sorted = (ids: readonly string[]): string[] => [...ids].sort();
const cutAt = (path: string, share: number): void =>
  truncateSync(path, Math.floor(share * statSync(path).size));
const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `r${i}`);

describe("an output that is gone on with", () => {
  it("has each record once, wherever it and its journal were cut", async () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const cut = fc.record({
      output: share,
      journal: fc.option(share),
      most: fc.integer({ min: 0, max: 12 }),
    });
    // Ids of their own, ids that are there twice, and none.
    const id = fc.oneof(fc.nat({ max: 30 }).map(String), fc.constant(undefined));
    await fc.assert(
      fc.asyncProperty(
        fc.array(id, { minLength: 1, maxLength: 25 }),
        fc.array(cut, { minLength: 1, maxLength: 4 }),
        async (records, cuts) => {
          const { input, output } = names();
          writeRecords(input, records);
          const expected = records.map((each, i) => each ?? `L${String(i + 1).padStart(10, "0")}`);
          for (const { output: at, journal, most } of cuts) {
            await answerAll(input, output, {}, { most, fails: (each) => each.endsWith("3") });
            cutAt(output, at);
            if (journal === null) rmSync(journalOf(output));
            else cutAt(journalOf(output), journal);
          }
          const left = linesOf(output).length;
          const { sent } = await answerAll(input, output);
          expect(sorted(idsOf(output))).toEqual(sorted(expected));
          // What was whole was not asked again; a cut may have left a whole last line without its end mark.
          expect(sent.length).toBeLessThanOrEqual(records.length - left + 1);
          expect(await answerAll(input, output)).toEqual({ sent: [], done: records.length });
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);

  it("asks nothing again that is whole, at any byte at which it was cut", async () => {
    const { input, output } = names();
    writeRecords(input, ids(3));
    await answerAll(input, output);
    const whole = readFileSync(output);
    for (let at = whole.length; at >= 0; at--) {
      writeFileSync(output, whole.subarray(0, at));
      const kept = whole.subarray(0, at + 1).filter((byte) => byte === 0x0a).length;
      const { sent, done } = await answerAll(input, output);
      expect([at, done, sent.length]).toEqual([at, kept, 3 - kept]);
      expect(sorted(idsOf(output))).toEqual(ids(3));
    }
  });

  it("is mended even where nothing is added", async () => {
    const { input, output } = names();
    writeRecords(input, ids(3));
    await answerAll(input, output);
    const whole = readFileSync(output, "utf8");
    truncateSync(output, whole.length - 5);
    await (await openResults(output)).close();
    expect(readFileSync(output, "utf8")).toBe(whole.slice(0, whole.lastIndexOf("\n", whole.length - 2) + 1));
    // A whole line that lacks nothing but its end mark is whole.
    truncateSync(output, readFileSync(output).length - 1);
    await (await openResults(output)).close();
    expect(idsOf(output)).toEqual(["r0", "r1"]);
  });

  it("goes by the ids where its journal is another's", async () => {
    const [one, other] = [names(), names()];
    writeRecords(one.input, ids(6));
    writeRecords(other.input, ids(9).reverse());
    await answerAll(one.input, one.output, {}, { most: 4 });
    await answerAll(other.input, other.output, {}, { most: 4 });
    writeFileSync(journalOf(one.output), readFileSync(journalOf(other.output)));
    expect(await answerAll(one.input, one.output)).toMatchObject({ sent: ["r4", "r5"], done: 4 });
  });

  it("notices an input whose lines have moved, and takes lines that were added or mended", async () => {
    const { input, output } = names();
    writeFileSync(input, '{"recordId":"a","prompt":"1"}\nnonsense\n{"recordId":"b","prompt":"2"}\n');
    expect((await answerAll(input, output)).sent).toEqual(["a", "b"]);
    writeFileSync(
      input,
      '{"recordId":"a","prompt":"1"}\n{"recordId":"m","prompt":"9"}\n{"recordId":"b","prompt":"2"}\n',
    );
    appendFileSync(input, '{"recordId":"c","prompt":"3"}\n');
    expect(await answerAll(input, output)).toEqual({ sent: ["m", "c"], done: 2 });
    writeFileSync(input, '{"recordId":"new","prompt":"0"}\n{"recordId":"a","prompt":"1"}\n');
    await expect(answerAll(input, output)).rejects.toThrow("line 1 has changed");
  });

  it("tries again what failed, where it is asked to, and keeps its answers", async () => {
    const { input, output } = names();
    writeRecords(input, ids(8));
    const fails = (id: string): boolean => ["r2", "r5", "r7"].includes(id);
    await answerAll(input, output, {}, { fails });
    const answers = linesOf(output).filter((line) => line.includes("modelOutput"));
    expect(await answerAll(input, output)).toEqual({ sent: [], done: 8 });
    expect(await answerAll(input, output, { retryErrors: true }, { fails: (id) => id === "r5" })).toEqual({
      sent: ["r2", "r5", "r7"],
      done: 5,
    });
    expect(linesOf(output)).toEqual(expect.arrayContaining(answers));
    // Also where the output is from elsewhere, as from a batch job.
    rmSync(journalOf(output));
    expect((await answerAll(input, output, { retryErrors: true })).sent).toEqual(["r5"]);
    expect(sorted(idsOf(output))).toEqual(ids(8));
    expect(existsSync(`${output}.new`)).toBe(false);
  });

  it("survives a kill between the steps of taking errors out", async () => {
    const { input, output } = names();
    writeRecords(input, ids(6));
    const fails = (id: string): boolean => id === "r1";
    await answerAll(input, output, {}, { fails });
    const [before, journal] = [readFileSync(output), readFileSync(journalOf(output))];
    await answerAll(input, output, { retryErrors: true }, { most: 0 });
    const [after, shorter] = [readFileSync(output), readFileSync(journalOf(output))];
    const states: [Buffer, Buffer | undefined, number][] = [
      [before, journal, 6],
      [before, undefined, 6],
      [after, undefined, 5],
      [after, shorter, 5],
      // Not a step of ours: an old journal beside a new output.
      [after, journal, 5],
    ];
    for (const [text, beside, done] of states) {
      writeFileSync(output, text);
      if (beside === undefined) rmSync(journalOf(output));
      else writeFileSync(journalOf(output), beside);
      writeFileSync(`${output}.new`, "half of it");
      expect(await answerAll(input, output, {}, { most: 0 })).toEqual({ sent: [], done });
      expect((await answerAll(input, output, { retryErrors: true })).sent).toEqual(["r1"]);
      expect(sorted(idsOf(output))).toEqual(ids(6));
    }
  });

  it.each([
    ["a text without an end mark", "dear diary"],
    ["a text", "dear diary\nit rains\n"],
    ["records that are no results", '{"recordId":"a","modelInput":{}}\n'],
    ["a result and something else", '{"recordId":"a","modelOutput":{}}\n\0\0\0\0\n'],
  ])("is not touched where it is none: %s", async (_name, text) => {
    const { output } = names();
    writeFileSync(output, text);
    await expect(openResults(output)).rejects.toMatchObject({
      code: "BATCH_OUTPUT",
      message: expect.stringContaining("nothing in it was changed"),
    });
    expect(readFileSync(output, "utf8")).toBe(text);
    expect(existsSync(lockOf(output))).toBe(false);
    await (await openResults(output, { existing: "overwrite" })).close();
    expect(readFileSync(output, "utf8")).toBe("");
  });

  it("is refused where it may not be gone on with", async () => {
    const { input, output } = names();
    writeRecords(input, ids(2));
    await answerAll(input, output, { simulated: true, modelId: "one" });
    await expect(openResults(output, { existing: "fresh" })).rejects.toThrow("is there already: --resume");
    await expect(openResults(output)).rejects.toThrow(
      "holds a simulator's answers, and the service's would be added",
    );
    await expect(openResults(files.at("."))).rejects.toThrow("is a directory: name a file in it");
    await expect(openResults("/dev/null")).rejects.toThrow("is no file that can be gone on with");
    const again = await openResults(output, { simulated: true, modelId: "two" });
    expect([again.otherModel, again.before]).toEqual(["one", { answered: 2, failed: 0 }]);
    await again.close();
  });
});
