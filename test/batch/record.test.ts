import { describe, expect, it } from "vitest";
import { readJsonLine } from "../../src/batch/json-line.js";
import { type RecordOptions, readRecord } from "../../src/batch/record.js";

const converse = (text: string, more: object = {}) => ({
  messages: [{ role: "user", content: [{ text }] }],
  ...more,
});

describe("a record", () => {
  it.each<[string, unknown, RecordOptions, unknown]>([
    [
      "of a batch job is the body of InvokeModel",
      { recordId: "a", modelInput: { max_tokens: 5 } },
      { maxTokens: 9 },
      { recordId: "a", request: { api: "InvokeModel", modelId: undefined, input: { max_tokens: 5 } } },
    ],
    [
      "of a batch job is a Converse request, where it is said",
      { modelInput: converse("hi") },
      { api: "Converse" },
      { recordId: "L0000000007", request: { api: "Converse", modelId: undefined, input: converse("hi") } },
    ],
    [
      "with messages is a Converse request, without what is about it",
      { recordId: 12, modelId: "m", ...converse("hi", { system: [{ text: "s" }] }) },
      {},
      {
        recordId: "12",
        request: { api: "Converse", modelId: "m", input: converse("hi", { system: [{ text: "s" }] }) },
      },
    ],
    [
      "with messages gets a maximum, where it has none",
      converse("hi", { inferenceConfig: { temperature: 0 } }),
      { maxTokens: 9 },
      {
        recordId: "L0000000007",
        request: {
          api: "Converse",
          modelId: undefined,
          input: converse("hi", { inferenceConfig: { temperature: 0, maxTokens: 9 } }),
        },
      },
    ],
    [
      "with a prompt is a message",
      { id: "p", prompt: "hi", maxTokens: 3 },
      { maxTokens: 9, system: "short" },
      {
        recordId: "p",
        request: {
          api: "Converse",
          modelId: undefined,
          input: converse("hi", { system: [{ text: "short" }], inferenceConfig: { maxTokens: 3 } }),
        },
      },
    ],
    [
      "with a prompt under another name, and a count as CSV holds it",
      { id: "p", review: "hi", maxTokens: "3" },
      { promptField: "review" },
      {
        recordId: "p",
        request: {
          api: "Converse",
          modelId: undefined,
          input: converse("hi", { inferenceConfig: { maxTokens: 3 } }),
        },
      },
    ],
  ])("%s", (_name, value, options, expected) => {
    expect(readRecord(value, 7, options)).toEqual(expected);
  });

  it.each<[unknown, string]>([
    [[1], "is a JSON array: write one object a line, for example by jq -c '.[]'"],
    ["text", "is no JSON object"],
    [null, "is no JSON object"],
    [{ recordId: "", modelInput: {} }, "its recordId is no text"],
    [{ recordId: {}, modelInput: {} }, "its recordId is no text"],
    [{ modelId: 3, modelInput: {} }, "its modelId is no text"],
    [{ modelInput: [] }, "its modelInput is no JSON object"],
    [{ messages: "hi" }, "its messages are no list"],
    [{ text: "hi" }, 'has neither modelInput nor messages nor "prompt"'],
    [{ prompt: "  " }, 'its "prompt" is empty'],
    [{ prompt: 5 }, 'its "prompt" is no text'],
    [{ prompt: "hi", maxTokens: 0 }, "its maxTokens is no whole number from 1"],
    [{ prompt: "hi", maxTokens: "many" }, "its maxTokens is no whole number from 1"],
  ])("%j is invalid: %s", (value, reason) => {
    expect(readRecord(value, 1)).toEqual({ reason });
  });
});

describe("a line", () => {
  it("that is not JSON says where, and nothing of its text", () => {
    const read = readJsonLine(Buffer.from('{"prompt": "secret" oops}'), 1, {});
    expect(read).toEqual({
      reason: "is not JSON (at character 21): each line must be one whole JSON object",
    });
  });

  it("that is not UTF-8 is invalid", () => {
    const bytes = Buffer.concat([Buffer.from('{"prompt":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect(readJsonLine(bytes, 1, {})).toEqual({ reason: "is not valid UTF-8" });
  });
});
