import type { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { type CallSettings, SpillwayError, withCall, withCalls } from "spillway";
import { addHook, type Command, commandOf } from "./commands.js";
import { consume, type Keep } from "./consume.js";
import { fateOf, traceOf } from "./errors.js";
import type { Ledger } from "./ledger.js";
import { checkSecrets } from "./listeners.js";
import { ANSWER_MS, PATIENCE_MS } from "./mixture.js";
import type { Plan } from "./plan.js";
import type { Wire } from "./wire.js";

/** What an actor meets. */
export interface Stage {
  readonly ledger: Ledger;
  readonly wire: Wire;
  readonly client: (plan: Plan) => BedrockRuntimeClient;
  /** Where its client stands now, in words. */
  readonly about: (plan: Plan) => string;
  readonly keep: Keep;
  /** Its client's instance only watches. */
  readonly watchesOnly: (plan: Plan) => boolean;
}

/** One call from its beginning to its end, as its plan says. Takes note of its result; never fails. */
export async function act(plan: Plan, stage: Stage): Promise<void> {
  const { ledger } = stage;
  const controller = new AbortController();
  const { signal } = controller;
  const caller: Caller = { plan, stage, signal, reading: false, gaveUp: false };
  const stops = [
    setTimeout(() => waitsForService(caller) && giveUp(caller, controller), ANSWER_MS),
    setTimeout(() => giveUp(caller, controller), PATIENCE_MS),
  ];
  if (plan.abort === "before") controller.abort();
  if (plan.abortMs !== undefined) stops.push(setTimeout(() => controller.abort(), plan.abortMs));
  ledger.call(plan.operation);
  try {
    const answer = await send(caller);
    caller.reading = true;
    const { kind, whole, heard } = await consume(plan, answer, stage.keep);
    // An aborted stream ends plainly over HTTP/2, and what is only watched is not mended.
    const excused = signal.aborted || stage.watchesOnly(plan);
    if (!whole && !excused)
      ledger.fault("answer", `${titleOf(plan)} got an answer that is not whole: ${JSON.stringify(heard)}`);
    ledger.result(whole ? kind : "answer cut short");
  } catch (error) {
    failed(caller, error);
  } finally {
    for (const stop of stops) clearTimeout(stop);
    // Streams that are only watched are as the SDK's: whoever leaves one has to say so, or its connection stays.
    if (stage.watchesOnly(plan)) controller.abort();
  }
}

interface Caller {
  readonly plan: Plan;
  readonly stage: Stage;
  readonly signal: AbortSignal;
  /** The answer has begun. */
  reading: boolean;
  gaveUp: boolean;
}

async function send({ plan, stage, signal: abortSignal }: Caller): Promise<unknown> {
  const command = commandOf(plan);
  if (plan.hook !== "none") addHook(command, plan, stage.ledger);
  const settings = settingsOf(plan);
  const client = stage.client(plan);
  // One overload for each command; which one it is makes no difference here.
  const sent = (one: Command): Promise<unknown> => client.send(one as ConverseCommand, { abortSignal });
  if (settings === undefined) return sent(command);
  return plan.said === "around"
    ? withCalls(settings, () => sent(command))
    : sent(withCall(command, settings));
}

function settingsOf({ said, tenant, deadlineMs, index }: Plan): CallSettings | undefined {
  const all: CallSettings = { priority: index % 3 === 0 ? "batch" : "interactive", tenant, deadlineMs };
  switch (said) {
    case "nothing":
      return undefined;
    case "batch":
      return { priority: "batch" };
    case "tenant":
      return { tenant };
    case "deadline":
      return { deadlineMs };
    case "tokens":
      return { tokens: index % 1000 };
    default:
      return all;
  }
}

/** Waiting for a service that does not answer is what a caller without a timeout gets; all else is our fault. */
const waitsForService = ({ stage, signal, reading }: Caller): boolean =>
  !reading && stage.wire.waiting(signal) > 0;

function giveUp(caller: Caller, controller: AbortController): void {
  const { plan, stage, reading } = caller;
  caller.gaveUp = true;
  if (!waitsForService(caller) && !stage.watchesOnly(plan))
    stage.ledger.fault("hung", `${titleOf(plan)} ${reading ? "read" : "waited"}; ${stage.about(plan)}`);
  controller.abort();
}

function failed({ plan, stage: { ledger }, signal, gaveUp }: Caller, error: unknown): void {
  const { kind, allowed } = gaveUp ? { kind: "gave up", allowed: true } : fateOf(error, signal.aborted);
  ledger.result(kind);
  if (!allowed) ledger.fault("error", `${titleOf(plan)}: ${kind}\n${traceOf(error)}`);
  if (error instanceof SpillwayError) checkSecrets(ledger, `error ${error.code}`, `${error.stack}`);
}

const titleOf = ({ index, operation, consumer, abort, hook }: Plan): string =>
  `call ${index} (${operation}, ${consumer}, abort ${abort}, hook ${hook})`;
