import {
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import type { DeserializeMiddleware } from "@smithy/types";
import { ChaosError } from "./errors.js";
import { count, type Ledger } from "./ledger.js";
import { PROMPT } from "./mixture.js";
import { pause } from "./pause.js";
import type { Plan } from "./plan.js";

export type Command =
  | ConverseCommand
  | ConverseStreamCommand
  | CountTokensCommand
  | InvokeModelCommand
  | InvokeModelWithResponseStreamCommand;

/** What a plan asks for. */
export function commandOf({ operation, model: modelId }: Plan): Command {
  const messages = [{ role: "user" as const, content: [{ text: PROMPT }] }];
  const converse = { modelId, messages, inferenceConfig: { maxTokens: 50 } };
  const body = JSON.stringify({ messages, max_tokens: 50, anthropic_version: "bedrock-2023-05-31" });
  switch (operation) {
    case "converse":
      return new ConverseCommand(converse);
    case "converseStream":
      return new ConverseStreamCommand(converse);
    case "invoke":
      return new InvokeModelCommand({ modelId, body });
    case "invokeStream":
      return new InvokeModelWithResponseStreamCommand({ modelId, body });
    case "countTokens":
      return new CountTokensCommand({ modelId, input: { converse: { messages } } });
  }
}

/** A middleware of the user's, on the command: it goes along to other regions. */
export function addHook(command: Command, { hook, hookMs }: Plan, ledger: Ledger): void {
  const hooked: DeserializeMiddleware<object, object> = (next) => async (args) => {
    if (hook === "waits") await pause(hookMs);
    else {
      count(ledger.unsent, "a hook threw");
      throw new ChaosError("hook");
    }
    return next(args);
  };
  // The stacks of all commands take it; their union's `add` takes nothing.
  const stack: { add(middleware: never, options: object): void } = command.middlewareStack;
  stack.add(hooked as never, { step: "deserialize", name: "chaosHook", priority: "low" });
}
