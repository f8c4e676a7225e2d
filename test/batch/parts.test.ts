import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withBytes } from "../../src/batch/blobs.js";
import { DoneLines } from "../../src/batch/done-lines.js";
import { IdCounts } from "../../src/batch/id-counts.js";
import {
  ENTRY_BYTES,
  type Entry,
  HEAD_BYTES,
  readEntry,
  readHead,
  writeEntry,
  writeHead,
} from "../../src/batch/journal.js";
import { answerLine, errorLine, isTorn, outputOf, readResult } from "../../src/batch/result-line.js";

const entry: fc.Arbitrary<Entry> = fc
  .record({
    start: fc.integer({ min: 0, max: 2 ** 45 }),
    length: fc.integer({ min: 1, max: 2 ** 31 }),
    state: fc.constantFrom("answered" as const, "failed" as const),
    line: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    check: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    written: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map(({ length, ...rest }) => ({ ...rest, end: rest.start + length }));

describe("the journal", () => {
  it("reads what it wrote, and nothing of which a byte is missing or another", () => {
    fc.assert(
      fc.property(
        entry,
        fc.integer({ min: 0, max: ENTRY_BYTES - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (one, at, bits) => {
          const bytes = Buffer.alloc(ENTRY_BYTES);
          writeEntry(bytes, 0, one);
          expect(readEntry(bytes, 0)).toEqual(one);
          expect(readEntry(bytes.subarray(0, at), 0)).toBeUndefined();
          bytes[at] = (bytes[at] ?? 0) ^ bits;
          expect(readEntry(bytes, 0)).toBeUndefined();
        },
      ),
    );
    expect(readEntry(Buffer.alloc(ENTRY_BYTES), 0)).toBeUndefined();
  });

  it("has a head of one size", () => {
    for (const modelId of [undefined, "m", "m".repeat(5000)]) {
      const head = writeHead({ simulated: true, modelId });
      expect(head).toHaveLength(HEAD_BYTES);
      expect(readHead(head)).toEqual({ simulated: true, modelId: modelId?.slice(0, 300) });
    }
    expect(readHead(Buffer.from("{}"))).toBeUndefined();
    expect(readHead(Buffer.alloc(0))).toBeUndefined();
  });
});

describe("lines that are done", () => {
  it("are those that were marked; others in their place are noticed", () => {
    const done = new DoneLines();
    done.mark(5000, 77);
    done.mark(1, 0);
    expect([
      done.standing(5000, 77),
      done.standing(1, 0),
      done.standing(2, 0),
      done.standing(9999, 1),
    ]).toEqual(["done", "done", "new", "new"]);
    expect(done.standing(5000, 78)).toBe("changed");
  });
});

describe("ids", () => {
  it("can be taken as often as they were added", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3000 }), (added) => {
        const counts = new IdCounts();
        for (const id of added) counts.add(id);
        expect(counts.left).toBe(added.length);
        expect(added.every((id) => counts.take(id))).toBe(true);
        expect([counts.left, counts.take(added[0] ?? "")]).toEqual([0, false]);
      }),
      { numRuns: 20 },
    );
  });
});

describe("a line of output", () => {
  const record = {
    recordId: "a",
    request: { api: "Converse" as const, modelId: undefined, input: { messages: [] } },
  };

  it("is in the format of a batch job", () => {
    expect(answerLine(record, { stopReason: "end_turn" })).toBe(
      '{"recordId":"a","modelInput":{"messages":[]},"modelOutput":{"stopReason":"end_turn"}}\n',
    );
    const refused = Object.assign(new Error("too long"), {
      name: "ValidationException",
      $metadata: { httpStatusCode: 400 },
    });
    expect(errorLine(record, refused)).toBe(
      '{"recordId":"a","modelInput":{"messages":[]},"error":{"errorCode":400,"errorMessage":"ValidationException: too long"}}\n',
    );
    expect(JSON.parse(errorLine(record, "odd"))).toMatchObject({ error: { errorCode: 500 } });
  });

  it("holds bytes as base64, as requests do", () => {
    const image = { image: { format: "png", source: { bytes: "AQID" } } };
    const input = { messages: [{ role: "user", content: [{ text: "see" }, image] }] };
    const sent = withBytes(input);
    expect(sent.messages[0]?.content[1]).toEqual({
      image: { format: "png", source: { bytes: Buffer.from([1, 2, 3]) } },
    });
    expect(input.messages[0]?.content[1]).toBe(image);
    expect(
      answerLine(record, { bytes: new Uint8Array([1, 2, 3]), buffer: Buffer.from([1, 2, 3]) }),
    ).toContain('{"bytes":"AQID","buffer":"AQID"}');
  });

  it("holds the body of InvokeModel as JSON, or as the text that it is", () => {
    const body = (text: string) =>
      outputOf("InvokeModel", { body: new TextEncoder().encode(text), $metadata: {} });
    expect([body('{"a":1}'), body("plain")]).toEqual([{ a: 1 }, "plain"]);
    expect(outputOf("Converse", { stopReason: "x", $metadata: {} })).toEqual({ stopReason: "x" });
  });

  it.each([
    ['{"recordId":"a","modelOutput":{}}', { recordId: "a", state: "answered" }],
    ['{"modelOutput":null,"recordId":"a"}', { recordId: "a", state: "answered" }],
    ['{"recordId":"a","error":{"errorCode":400}}', { recordId: "a", state: "failed" }],
    ['{"recordId":"a","modelInput":{}}', undefined],
    ['{"modelOutput":{}}', undefined],
    ['{"recordId":"a"', undefined],
    ["", undefined],
  ])("%s is read as %j", (text, result) => {
    expect(readResult(Buffer.from(text))).toEqual(result);
  });

  it("that is torn is known from what was never one", () => {
    const line = Buffer.from(answerLine(record, {}));
    for (let i = 1; i < line.length - 1; i++) expect(isTorn(line.subarray(0, i))).toBe(true);
    expect(isTorn(Buffer.alloc(40))).toBe(true);
    expect(isTorn(Buffer.from("dear diary"))).toBe(false);
  });
});
