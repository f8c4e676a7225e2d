import type {
  FinalizeHandler,
  FinalizeHandlerArguments,
  FinalizeHandlerOutput,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  InitializeHandler,
  MetadataBearer,
} from "@smithy/types";
import { invalidSetting } from "../errors.js";
import { field, nameOfThrown } from "../field.js";
import { putAroundRetry } from "./around-retry.js";
import { regionOfClient } from "./client.js";
import { readContext, record, regionOf } from "./context.js";
import { isServiceHost, ownEndpoint, regionOfServiceHost } from "./hosts.js";
import { mask } from "./mask.js";
import { stampAttempt } from "./request.js";
import type { SiblingClient, Stack } from "./siblings.js";

/** A command of the SDK's, as far as we use it. */
export interface CommandLike {
  readonly input: object;
  readonly middlewareStack: Stack;
  resolveMiddleware(
    stack: Stack,
    config: object,
    options: { readonly abortSignal?: AbortSignal },
  ): InitializeHandler<object, MetadataBearer>;
}

/** How the service gets to know that attempts at home and elsewhere are of one call. */
export interface Stamp {
  /** Of the call at home; undefined leaves the sibling's own. */
  readonly invocationId: string | undefined;
  readonly attempt: number;
  readonly maxAttempts: number;
}

/** One attempt that goes elsewhere. */
export interface Errand {
  /** Of the call at home; only its class and its own middleware are used. */
  readonly command: CommandLike;
  readonly input: unknown;
  readonly signal: AbortSignal | undefined;
  readonly region: string;
  readonly modelId: string;
  readonly stamp: Stamp;
  /** What its arguments shall bear. */
  readonly mark?: object | undefined;
}

const ID_HEADER = "amz-sdk-invocation-id";

/**
 * Sends one attempt through a client of another region, and gives what `next(args)` gives at home: the answer, or the
 * error that the SDK made of it, untouched. Whatever that client's own loop repeats, one request goes out at most.
 *
 * @throws SpillwayError `INVALID_SETTING`, with nothing sent, where that client does not go to the region that is asked
 */
export async function relay<Output extends MetadataBearer>(
  sibling: SiblingClient,
  errand: Errand,
): Promise<FinalizeHandlerOutput<Output>> {
  const passage: Passage = { sibling, errand };
  const { command, handler } = resolve(passage);
  const result = await handler(command);
  // Middleware of the user's may have handed on the output alone.
  const response = field(result, "response") ?? passage.answer?.response;
  // A command of the same class: its output is the same, too.
  return { response, output: result.output as Output };
}

/** The command that is being sent at home; under `cacheMiddleware` the first one of its class, whose stack counts. */
export function commandOf(context: HandlerExecutionContext): CommandLike | undefined {
  const command = record(context.__smithy_context).commandInstance;
  const isCommand = typeof field(command, "resolveMiddleware") === "function";
  // Just tested, as far as can be.
  return isCommand ? (command as CommandLike) : undefined;
}

/** The id that the SDK gave to a call. */
export function invocationIdOf(request: unknown): string | undefined {
  const id = record(record(request).headers)[ID_HEADER];
  return typeof id === "string" ? id : undefined;
}

/** One relay under way. */
interface Passage {
  readonly sibling: SiblingClient;
  readonly errand: Errand;
  /** The one request. Whoever comes round again gets the same end. */
  sent?: Promise<FinalizeHandlerOutput<MetadataBearer>>;
  answer?: FinalizeHandlerOutput<MetadataBearer>;
  failure?: { readonly error: unknown };
}

function resolve(passage: Passage): {
  command: CommandLike;
  handler: InitializeHandler<object, MetadataBearer>;
} {
  const { sibling, errand } = passage;
  const { signal, region } = errand;
  try {
    const command = anew(errand);
    // On the command's stack, which is laid over the client's: there they also replace a spillway that it has.
    putAroundRetry(command.middlewareStack, unmask(passage), sendOnce(passage));
    const options = signal === undefined ? {} : { abortSignal: signal };
    return { command, handler: command.resolveMiddleware(sibling.middlewareStack, sibling.config, options) };
  } catch (error) {
    const why = `the client for ${region} can't take the call's command (${nameOfThrown(error)})`;
    throw invalidSetting(`${why}: give clientFor a client that can`);
  }
}

/** A command like the one at home, with the middleware that it bears, for another model. */
function anew({ command, input, modelId }: Errand): CommandLike {
  // Every command of the SDK's is made from its input by its class.
  const Class = command.constructor as new (input: object) => CommandLike;
  const copy = new Class({ ...record(input), modelId });
  // With what the first client put there; the sibling puts its own in the place of it.
  copy.middlewareStack.use(command.middlewareStack);
  return copy;
}

/** Outside the client's retry loop: the true error in the place of the one that the loop was shown. */
const unmask =
  (passage: Passage): FinalizeRequestMiddleware<object, MetadataBearer> =>
  (next) =>
  async (args) => {
    try {
      return await next(args);
    } catch (error) {
      throw passage.failure === undefined ? error : passage.failure.error;
    }
  };

/** Inside that loop, before signing. */
const sendOnce =
  (passage: Passage): FinalizeRequestMiddleware<object, MetadataBearer> =>
  (next, context) =>
  (args) => {
    passage.sent ??= send(passage, next, context, args);
    return passage.sent;
  };

async function send(
  passage: Passage,
  next: FinalizeHandler<object, MetadataBearer>,
  context: HandlerExecutionContext,
  args: FinalizeHandlerArguments<object>,
): Promise<FinalizeHandlerOutput<MetadataBearer>> {
  const { sibling, errand } = passage;
  try {
    await checkWay(sibling, errand.region, context, args.request);
    stamp(args.request, errand.stamp);
    passage.answer = await next({ ...args, ...errand.mark });
    return passage.answer;
  } catch (error) {
    passage.failure = { error };
    throw mask();
  }
}

function stamp(request: unknown, { invocationId, attempt, maxAttempts }: Stamp): void {
  stampAttempt(request, attempt, maxAttempts);
  const headers = record(record(request).headers);
  if (headers[ID_HEADER] !== undefined && invocationId !== undefined) headers[ID_HEADER] = invocationId;
}

/** A call must not leave for another region than the one that was chosen: residency may hang on it. */
async function checkWay(
  { config, by }: SiblingClient,
  region: string,
  context: HandlerExecutionContext,
  request: unknown,
): Promise<void> {
  const { hostname } = record(request);
  // From `AWS_ENDPOINT_URL*`, which is in no configuration.
  if (by === "service" && !isServiceHost(hostname, region)) throw invalidSetting(ownEndpoint(region));
  const signedFor = regionOf(readContext(context), request) ?? (await regionOfClient(config)());
  const reached = regionOfServiceHost(hostname) ?? signedFor;
  if (signedFor === region && reached === region) return;
  const elsewhere = (signedFor === region ? reached : signedFor) ?? "a region that nothing names";
  const option = by === "endpointFor" ? by : "clientFor";
  throw invalidSetting(`the client for ${region} leads to ${elsewhere}: ${option} must lead to ${region}`);
}
