import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { LineSplitter, type RawLine } from "../../src/batch/line-splitter.js";
import { folder, itemsOf } from "./help.js";

const files = folder();
afterAll(files.remove);

function split(bytes: Buffer, sizes: readonly number[], longest = 1000): RawLine[] {
  const splitter = new LineSplitter(longest);
  const lines: RawLine[] = [];
  let from = 0;
  for (let i = 0; from < bytes.length; i++) {
    const to = from + (sizes[i % sizes.length] ?? 1);
    lines.push(...splitter.lines(bytes.subarray(from, to)));
    from = to;
  }
  const last = splitter.last();
  return last === undefined ? lines : [...lines, last];
}

describe("lines", () => {
  it("are the same, whatever the pieces", () => {
    const text = fc.array(fc.constantFrom("a", "é", "\n", "\r\n", "{}"), { maxLength: 30 });
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (parts, sizes) => {
        const bytes = Buffer.from(parts.join(""));
        const expected = bytes.toString().split("\n");
        const ended = expected.pop();
        const lines = split(bytes, [bytes.length || 1]);
        const told = split(bytes, sizes).map(({ line, length, end }) => ({ line, length, end }));
        expect(told).toEqual(lines.map(({ line, length, end }) => ({ line, length, end })));
        expect(lines.map(({ length }) => length)).toEqual([
          ...expected.map((line) => Buffer.byteLength(line.replace(/\r$/, ""))),
          ...(ended ? [Buffer.byteLength(ended)] : []),
        ]);
        expect(lines.at(-1)?.end ?? 0).toBe(bytes.length);
      }),
    );
  });

  it("that are too long are read over, and said to be as long as they are", () => {
    const bytes = Buffer.from(`ab\n${"x".repeat(50)}\ncd`);
    const lines = split(bytes, [7], 10);
    expect(lines.map(({ line, bytes, length }) => [line, bytes?.toString(), length])).toEqual([
      [1, "ab", 2],
      [2, undefined, 50],
      [3, "cd", 2],
    ]);
  });

  it("have no byte order mark, no return and no blank lines, but keep their numbers", async () => {
    const path = files.at("marked.jsonl");
    writeFileSync(path, '\ufeff{"prompt":"one"}\r\n\r\n  \n{"prompt":"two"}');
    const items = await itemsOf(path);
    expect(items.map(({ line, end }) => [line, end])).toEqual([
      [1, 21],
      [4, readFileSync(path).length],
    ]);
    expect(items.map((item) => item.read())).toMatchObject([
      { recordId: "L0000000001" },
      { recordId: "L0000000004" },
    ]);
  });

  it("of UTF-16 are refused with what to do", async () => {
    const path = files.at("utf16.jsonl");
    writeFileSync(path, Buffer.from('\ufeff{"prompt":"one"}\n', "utf16le"));
    await expect(itemsOf(path)).rejects.toMatchObject({
      code: "BATCH_INPUT",
      message: expect.stringContaining("is UTF-16: save it as UTF-8"),
    });
  });

  it("of 50 MB are invalid, without being kept", async () => {
    const path = files.at("long.jsonl");
    writeFileSync(path, `{"prompt":"${"x".repeat(50_000_000)}"}\n{"prompt":"short"}\n`);
    const items = await itemsOf(path);
    expect(items.map((item) => item.read())).toMatchObject([
      { reason: expect.stringMatching(/^is 50\.0 MB long: more than 33\.6 MB/) },
      { recordId: "L0000000002" },
    ]);
  });
});
