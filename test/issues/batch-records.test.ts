import { readdirSync, rmSync, writeFileSync } from "node:fs";
import * as commands from "@aws-sdk/client-bedrock-runtime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withBytes } from "../../src/batch/blobs.js";
import { openResults, recordsFrom, runBatch, type SendingClient } from "../../src/batch/index.js";
import { journalOf } from "../../src/batch/names.js";
import { folder, idsOf, itemsOf, linesOf } from "../batch/help.js";

let files = folder();
beforeEach(() => {
  files = folder();
});
afterEach(() => files.remove());

const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const run = (records: Iterable<unknown>, out: string, client: SendingClient) =>
  openResults(out).then((sink) => runBatch(recordsFrom(records), sink, { client, commands, modelId: "m" }));

describe("JSON of the caller's own within a request", () => {
  const json = { bytes: "1024", redactedContent: "yes", source: { bytes: "12 kB" } };
  it.each([
    ["what a tool is asked", { messages: [{ content: [{ toolUse: { input: json } }] }] }],
    ["what a tool says", { messages: [{ content: [{ toolResult: { content: [{ json }] } }] }] }],
    ["a schema of a tool", { toolConfig: { tools: [{ toolSpec: { inputSchema: { json } } }] } }],
    ["fields of a model", { additionalModelRequestFields: { image: json, messages: [json] } }],
  ])("is sent as it is: %s", (_name, request) => {
    expect(withBytes(request)).toBe(request);
  });

  it("is told from bytes of the request", () => {
    const source = { bytes: "AQID" };
    const bytes = Buffer.from([1, 2, 3]);
    const image = { image: { source } };
    const sent = (made: object, with_: object) => expect(withBytes(made)).toEqual(with_);
    sent(
      { system: [{ guardContent: image }] },
      { system: [{ guardContent: { image: { source: { bytes } } } }] },
    );
    for (const kind of ["image", "document", "video"])
      sent(
        { messages: [{ content: [{ toolResult: { content: [{ [kind]: { source } }] } }] }] },
        { messages: [{ content: [{ toolResult: { content: [{ [kind]: { source: { bytes } } }] } }] }] },
      );
    sent(
      { messages: [{ content: [{ reasoningContent: { redactedContent: "AQID" } }] }] },
      { messages: [{ content: [{ reasoningContent: { redactedContent: bytes } }] }] },
    );
  });
});

describe("a record that can't be sent", () => {
  it.each([
    ["9007199254740993", "number that is not whole, or above 2^53"],
    ["1.5", "number that is not whole"],
    [`"a","more":${nested(20_000)}`, "is nested deeper than 500 levels"],
  ])("is told, and does not end the others: id %#", async (id, reason) => {
    writeFileSync(files.at("in.jsonl"), `{"id":${id},"prompt":"x"}\n{"id":7,"prompt":"y"}\n`);
    const [bad, good] = await itemsOf(files.at("in.jsonl"));
    expect(bad?.read()).toMatchObject({ reason: expect.stringContaining(reason) });
    expect(good?.read()).toMatchObject({ recordId: "7" });
  });

  it("may be one of a program's that JSON does not have", async () => {
    const circle: Record<string, unknown> = { id: "c", prompt: "x" };
    circle.self = circle;
    const records = [circle, { id: "b", prompt: "x", big: 1n }, { id: "good", prompt: "x" }];
    const report = await run(records, files.at("out.jsonl"), { send: async () => ({ stopReason: "x" }) });
    expect(report).toMatchObject({ answered: 1, invalid: 2 });
  });
});

describe("an answer that is nested too deeply", () => {
  it("is written as the text that it is", async () => {
    const text = `{"a":${nested(20_000)}}`;
    const out = files.at("out.jsonl");
    const records = ["a", "b"].map((id) => ({ id, modelInput: {} }));
    expect(await run(records, out, { send: async () => ({ body: Buffer.from(text) }) })).toMatchObject({
      answered: 2,
    });
    expect(linesOf(out).map((line) => (JSON.parse(line) as { modelOutput: unknown }).modelOutput)).toEqual([
      text,
      text,
    ]);
  });

  it("fails for itself where it has no text", async () => {
    const out = files.at("out.jsonl");
    const client = { send: async () => ({ stopReason: JSON.parse(nested(20_000)) as unknown }) };
    const report = await run([{ id: "a", prompt: "x" }], out, client);
    expect(report).toMatchObject({ answered: 0, failed: 1 });
    expect(idsOf(out)).toEqual(["a"]);
  });
});

describe("an observer that throws", () => {
  it.each(["onProgress", "onStop"])("can't hurt a batch: %s", async (name) => {
    const stop = new AbortController();
    let calls = 0;
    const send = async () => {
      if (++calls === 2) stop.abort();
      return { stopReason: "x" };
    };
    const throwing = () => {
      throw new Error("observer");
    };
    const records = ["a", "b", "c"].map((id) => ({ id, prompt: "x" }));
    const sink = await openResults(files.at("out.jsonl"));
    const options = { client: { send }, commands, modelId: "m", concurrency: 1, signal: stop.signal };
    const report = await runBatch(recordsFrom(records), sink, { ...options, [name]: throwing });
    expect(report).toMatchObject({ answered: 2, stopped: true });
  });
});

describe("a run that never began", () => {
  it("leaves nothing behind", async () => {
    const out = files.at("out.jsonl");
    const send = async () => {
      throw Object.assign(new Error("self-signed"), { code: "SELF_SIGNED_CERT_IN_CHAIN" });
    };
    const records = Array.from({ length: 100 }, (_, id) => ({ id, prompt: "x" }));
    await expect(run(records, out, { send })).rejects.toThrow("self-signed");
    await expect(
      openResults(out).then((sink) => runBatch(recordsFrom(records), sink, { client: { send }, commands })),
    ).rejects.toThrow("give --model, or a modelId in the record");
    expect(readdirSync(files.at("."))).toEqual([]);
  });
});

describe("two records of one id, in results without their journal", () => {
  const records = ["one", "two"].map((prompt) => ({ id: "x", prompt }));
  const answers: SendingClient = { send: async () => ({ stopReason: "x" }) };

  it("are not taken for each other", async () => {
    const out = files.at("out.jsonl");
    await run(records.slice(1), out, answers);
    rmSync(journalOf(out));
    await expect(run(records, out, answers)).rejects.toMatchObject({
      code: "BATCH_INPUT",
      message: expect.stringContaining("line 2 has the same recordId"),
    });
  });

  it("are each known where both are answered", async () => {
    const out = files.at("out.jsonl");
    await run(records, out, answers);
    rmSync(journalOf(out));
    expect(await run(records, out, answers)).toMatchObject({ before: 2, answered: 0 });
  });
});
