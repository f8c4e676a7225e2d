import {
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { SECRETS } from "./secrets.js";

/** A request with something to hide in every place that takes text. */
function input(modelId: string): ConverseCommandInput {
  const toolUse = { toolUseId: "t1", name: SECRETS.toolName, input: { city: SECRETS.toolInput } };
  const toolResult = { toolUseId: "t1", content: [{ text: SECRETS.toolResult }] };
  const tool = { toolSpec: { name: SECRETS.toolName, inputSchema: { json: {} } } };
  return {
    modelId,
    system: [{ text: SECRETS.system }],
    messages: [
      { role: "user", content: [{ text: SECRETS.prompt }] },
      { role: "assistant", content: [{ toolUse }] },
      { role: "user", content: [{ toolResult }] },
    ],
    toolConfig: { tools: [tool] },
    inferenceConfig: { maxTokens: 50 },
    additionalModelRequestFields: { field: SECRETS.modelField },
    requestMetadata: { user: SECRETS.metadata },
  };
}

export const converse = (modelId: string): ConverseCommand => new ConverseCommand(input(modelId));

export const guarded = (modelId: string): ConverseCommand =>
  new ConverseCommand({
    ...input(modelId),
    guardrailConfig: {
      guardrailIdentifier: `arn:aws:bedrock:us-east-1:${SECRETS.account}:guardrail/${SECRETS.guardrail}`,
      guardrailVersion: "1",
    },
  });

export const converseStream = (modelId: string): ConverseStreamCommand =>
  new ConverseStreamCommand(input(modelId));

export function invoke(modelId: string): InvokeModelCommand {
  const body = { messages: [{ role: "user", content: SECRETS.prompt }], max_tokens: 50 };
  return new InvokeModelCommand({ modelId, body: JSON.stringify(body) });
}
