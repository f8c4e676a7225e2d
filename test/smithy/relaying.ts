import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { readContext } from "../../src/smithy/context.js";
import { commandOf, invocationIdOf, relay } from "../../src/smithy/relay.js";
import type { Siblings, Stack } from "../../src/smithy/siblings.js";

/** Where every call of a client goes instead of home. */
export interface Detour {
  readonly siblings: Siblings;
  readonly region: string;
  readonly modelId: string;
  /** Try at home first, and go elsewhere when that fails. */
  readonly homeFirst?: boolean;
}

/** What the relays of a client came to. */
export interface Relayed {
  /** The ids of the calls at home. */
  readonly ids: (string | undefined)[];
  readonly answers: { readonly response: unknown; readonly output: unknown }[];
}

/** Sends every call of a client elsewhere, as its attempt 2 of 5, from the place at which spillway stands. */
export function relayAll(client: { readonly middlewareStack: unknown }, detour: Detour): Relayed {
  const relayed: Relayed = { ids: [], answers: [] };
  const { siblings, region, modelId, homeFirst = false } = detour;
  const middleware: FinalizeRequestMiddleware<object, MetadataBearer> = (next, context) => async (args) => {
    if (homeFirst) {
      const served = await next(args).catch(() => undefined);
      if (served !== undefined) return served;
    }
    const command = commandOf(context);
    if (command === undefined) throw new Error("no command");
    const invocationId = invocationIdOf(args.request);
    relayed.ids.push(invocationId);
    const stamp = { invocationId, attempt: 2, maxAttempts: 5 };
    const { signal } = readContext(context);
    const errand = { command, input: args.input, signal, region, modelId, stamp };
    const answer = await relay(siblings.for(region), errand);
    relayed.answers.push(answer);
    return answer;
  };
  // The stack of any client of the SDK's; its own type knows its commands only.
  const stack = client.middlewareStack as Stack;
  stack.addRelativeTo(middleware, { relation: "after", toMiddleware: "retryMiddleware", name: "detour" });
  return relayed;
}
