import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { HttpRequest } from "@smithy/core/protocols";
import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { BedrockRuntimeClient as OldestClient, ConverseCommand as OldestConverse } from "sdk-oldest";
import { describe, expect, it } from "vitest";
import { withModel } from "../../src/smithy/retarget.js";
import { clientOf } from "../simulator/helpers.js";

const IDS = [
  "anthropic.claude-3-haiku-20240307-v1:0",
  "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "openai.gpt-oss-120b-1:0",
  "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0",
  "odd !'()*~_.-:/?#[]@%25 水",
];

/** What a client would send for this model, before it is signed. */
async function serialised(command: (modelId: string) => object, modelId: string, more: object = {}) {
  let request: unknown;
  const client = clientOf(more);
  const peek: FinalizeRequestMiddleware<object, MetadataBearer> = () => async (args) => {
    request = args.request;
    throw new Error("enough");
  };
  client.middlewareStack.addRelativeTo(peek, { relation: "after", toMiddleware: "retryMiddleware" });
  await client.send(command(modelId) as ConverseCommand).catch(() => undefined);
  return request as HttpRequest;
}

const body = "{}";
const COMMANDS: [string, (modelId: string) => object][] = [
  ["Converse", (modelId) => new ConverseCommand({ modelId, messages: [] })],
  ["ConverseStream", (modelId) => new ConverseStreamCommand({ modelId, messages: [] })],
  ["InvokeModel", (modelId) => new InvokeModelCommand({ modelId, body })],
  ["InvokeModelWithResponseStream", (modelId) => new InvokeModelWithResponseStreamCommand({ modelId, body })],
];

describe.each(COMMANDS)("a request of %s for another model", (_name, command) => {
  it.each(IDS)("is what the SDK would have written for %s", async (id) => {
    const endpoint = "http://gateway.test/model/bedrock/";
    const config = IDS.indexOf(id) % 2 === 0 ? {} : { endpoint };
    const home = await serialised(command, "amazon.nova-lite-v1:0", config);
    const path = home.path;
    const copy = withModel(home, id) as HttpRequest;
    expect(copy.path).toBe((await serialised(command, id, config)).path);
    expect(home.path).toBe(path);
  });
});

describe("the copy", () => {
  it("is of the same class, with headers of its own and all else", async () => {
    const home = await serialised((modelId) => new ConverseCommand({ modelId, messages: [] }), "a.b");
    const before = structuredClone({ headers: home.headers, query: home.query });
    const copy = withModel(home, "c.d") as HttpRequest;
    expect(copy).toBeInstanceOf(HttpRequest);
    expect({ ...copy, path: home.path }).toEqual({ ...home });
    copy.headers.authorization = "x";
    copy.query.q = "1";
    expect({ headers: home.headers, query: home.query }).toEqual(before);
  });

  it("is what the oldest SDK would have written, too", async () => {
    const paths: string[] = [];
    for (const modelId of ["a.b", ...IDS]) {
      const client = new OldestClient({
        region: "us-east-1",
        credentials: { accessKeyId: "AKIDFAKE", secretAccessKey: "fake" },
        maxAttempts: 1,
        requestHandler: {
          handle: async (request: HttpRequest) => {
            if (modelId === "a.b")
              paths.push(...IDS.map((id) => (withModel(request, id) as HttpRequest).path));
            else expect(request.path).toBe(paths.shift());
            throw new Error("enough");
          },
        } as never,
      });
      await client.send(new OldestConverse({ modelId, messages: [] })).catch((error: Error) => {
        expect(error.message).toBe("enough");
      });
    }
    expect(paths).toEqual([]);
  });
});

describe("what can't be sent for another model", () => {
  const path = "/model/a.b/converse";
  const hostile = {
    get path(): string {
      throw new Error("no");
    },
  };
  const refusing = {
    path,
    get headers(): object {
      throw new Error("no");
    },
  };

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", path],
    ["no path", {}],
    ["a path that is a number", { path: 7 }],
    ["another operation", { path: "/guardrail/g/version/1/apply" }],
    ["counting tokens", { path: "/model/a.b/count-tokens" }],
    ["a bidirectional stream", { path: "/model/a.b/invoke-with-bidirectional-stream" }],
    ["an asynchronous invocation", { path: "/async-invoke" }],
    ["an id that is not encoded", { path: "/model/arn:x/y/converse" }],
    ["no id", { path: "/model//converse" }],
    ["more behind", { path: `${path}/more` }],
    ["a getter that throws", hostile],
    ["headers that throw", refusing],
  ])("%s", (_name, request) => {
    expect(withModel(request, "c.d")).toBeUndefined();
  });

  it.each(["", ".", "..", "\ud800"])("an id that is %j", (id) => {
    expect(withModel({ path }, id)).toBeUndefined();
  });
});
