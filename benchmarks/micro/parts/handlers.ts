/** Our two middlewares alone, on a stack with nothing else. `--tracer`: with a tracer that records every span. */
import { constructStack } from "@smithy/core/client";
import type { DeserializeHandlerOutput, MetadataBearer, MiddlewareStack } from "@smithy/types";
import { spillway } from "spillway";
import { compare, repeat } from "../compare.js";
import { check, tell } from "../figures.js";
import { recordSpans } from "../tracing.js";

const CALLS_PER_BLOCK = 2000;
const ROUNDS = 200;
const LIMIT = { plain: 5, traced: 25 };

interface Input {
  readonly modelId: string;
}

let answered = 0;

async function answer(): Promise<DeserializeHandlerOutput<MetadataBearer>> {
  answered++;
  return {
    output: { $metadata: { httpStatusCode: 200, requestId: "request" } },
    response: { statusCode: 200, headers: {} },
  };
}

/** The stack of a client that has a loop of retries and no other middleware. */
function newStack(): MiddlewareStack<Input, MetadataBearer> {
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

function call(stack: MiddlewareStack<Input, MetadataBearer>): () => Promise<unknown> {
  const context = { clientName: "BedrockRuntimeClient", commandName: "ConverseCommand" };
  const handler = stack.resolve(answer, context);
  return () => handler({ input: { modelId: "anthropic.claude-3-haiku-20240307-v1:0" } });
}

const traced = process.argv.includes("--tracer");
const processor = traced ? recordSpans() : undefined;
const plugin = spillway();
const governedStack = newStack();
governedStack.use(plugin);
const bare = repeat(CALLS_PER_BLOCK, call(newStack()));
const governed = repeat(CALLS_PER_BLOCK, call(governedStack));
const found = await compare(bare, governed, { rounds: ROUNDS, callsPerBlock: CALLS_PER_BLOCK });

const served = plugin.snapshot().lanes[0]?.counters.served ?? 0;
check(served > 0 && answered === 2 * served, "each call is answered once, half of them through spillway");
check(processor === undefined || processor.ended === 2 * served, "a span for each call and each attempt");
tell([
  {
    name: `our handlers alone, ${traced ? "recording tracer" : "no tracer"}`,
    unit: "µs",
    median: found.added,
    min: found.addedMin,
    limit: traced ? LIMIT.traced : LIMIT.plain,
  },
]);
