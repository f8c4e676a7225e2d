import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  StartAsyncInvokeCommand,
} from "@aws-sdk/client-bedrock-runtime";

export const MODEL = "anthropic.claude-test-v1:0";
export const NOVA = "amazon.nova-test-v1:0";
export const ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-test-v1:0";

const messages = [{ role: "user" as const, content: [{ text: "Where does the water go?" }] }];

/** A client with fake credentials and one attempt. */
export const clientOf = (config: BedrockRuntimeClientConfig): BedrockRuntimeClient =>
  new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDFAKE", secretAccessKey: "secret-never-seen" },
    maxAttempts: 1,
    ...config,
  });

export const converse = (modelId = MODEL, maxTokens?: number): ConverseCommand =>
  new ConverseCommand({ modelId, messages, ...(maxTokens && { inferenceConfig: { maxTokens } }) });

export const converseStream = (modelId = MODEL): ConverseStreamCommand =>
  new ConverseStreamCommand({ modelId, messages });

const body = (modelId: string): string =>
  modelId.includes("anthropic")
    ? JSON.stringify({
        anthropic_version: "bedrock-2023-05-31",
        max_tokens: 100,
        messages: [{ role: "user", content: "Where does the water go?" }],
      })
    : JSON.stringify({ messages, inferenceConfig: { maxTokens: 100 } });

export const invoke = (modelId = MODEL): InvokeModelCommand =>
  new InvokeModelCommand({ modelId, body: body(modelId) });

export const invokeStream = (modelId = MODEL): InvokeModelWithResponseStreamCommand =>
  new InvokeModelWithResponseStreamCommand({ modelId, body: body(modelId) });

export const countTokens = (modelId = MODEL): CountTokensCommand =>
  new CountTokensCommand({ modelId, input: { converse: { messages } } });

export const startAsync = (clientRequestToken: string): StartAsyncInvokeCommand =>
  new StartAsyncInvokeCommand({
    clientRequestToken,
    modelId: "amazon.nova-reel-v1:0",
    modelInput: {},
    outputDataConfig: { s3OutputDataConfig: { s3Uri: "s3://bucket" } },
  });

/** Everything a stream yields. */
export async function collect<T>(stream: AsyncIterable<T> | undefined): Promise<T[]> {
  const all: T[] = [];
  for await (const each of stream ?? []) all.push(each);
  return all;
}

/** What a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("expected a rejection");
  return error as Error & Record<string, unknown>;
}

export const json = (bytes: Uint8Array | undefined): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(bytes));
