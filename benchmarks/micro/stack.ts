import { constructStack } from "@smithy/core/client";
import type { DeserializeHandlerOutput, MetadataBearer, MiddlewareStack } from "@smithy/types";

interface Input {
  readonly modelId: string;
}

/** Calls that were answered, of all stacks. */
export const count = { answered: 0 };

async function answer(): Promise<DeserializeHandlerOutput<MetadataBearer>> {
  count.answered++;
  return {
    output: { $metadata: { httpStatusCode: 200, requestId: "request" } },
    response: { statusCode: 200, headers: {} },
  };
}

/** The stack of a client that has a loop of retries and no other middleware. */
export function newStack(): MiddlewareStack<Input, MetadataBearer> {
  const stack = constructStack<Input, MetadataBearer>();
  stack.add((next) => (args) => next(args), { name: "retryMiddleware", step: "finalizeRequest" });
  // As an SDK client does it: the request is made in the stack.
  const serialize = { name: "serializerMiddleware", step: "serialize" } as const;
  stack.add(
    (next) =>
      ({ input }) =>
        next({ input, request: newRequest() }),
    serialize,
  );
  return stack;
}

const newRequest = (): object => ({
  hostname: "bedrock-runtime.us-east-1.amazonaws.com",
  headers: { "amz-sdk-request": "attempt=1; max=3" },
  body: "{}",
});

export function call(stack: MiddlewareStack<Input, MetadataBearer>): () => Promise<unknown> {
  const context = { clientName: "BedrockRuntimeClient", commandName: "ConverseCommand" };
  const handler = stack.resolve(answer, context);
  return () => handler({ input: { modelId: "anthropic.claude-3-haiku-20240307-v1:0" } });
}
